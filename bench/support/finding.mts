/** What the bench finds: a figure, what stands beside it, and the goal that it has to meet. */
import type { Environment } from './environment.mts';

export interface Goal {
	text: string;
	met: boolean;
}

export interface Finding {
	what: string;
	/** The package's figure. */
	ours: string;
	/** The same work done by others, by name. */
	peers: Record<string, string>;
	goal?: Goal;
	/** The numbers behind the texts. */
	data: Record<string, unknown>;
}

/** What a part of the bench works with. */
export interface Work {
	environment: Environment;
	/** Fewer runs and smaller amounts. */
	short: boolean;
	/** Runs whose median counts. */
	runs: number;
}

export type Part = (work: Work) => Promise<Finding[]>;
