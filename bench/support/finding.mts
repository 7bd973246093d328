/** A result of the bench: a figure, figures to compare it with, and its goal. */
import type { Environment } from './environment.mts';

export interface Goal {
	text: string;
	met: boolean;
}

export interface Finding {
	what: string;
	/** The package's figure. */
	ours: string;
	/** Figures of the alternatives, by name. */
	peers: Record<string, string>;
	goal?: Goal;
	/** Raw data. */
	data: Record<string, unknown>;
}

/** Input of a part of the bench. */
export interface Work {
	environment: Environment;
	/** Fewer runs and smaller amounts. */
	short: boolean;
	/** Number of runs; the median counts. */
	runs: number;
}

export type Part = (work: Work) => Promise<Finding[]>;
