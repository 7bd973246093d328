/** The bench: all parts in one environment, their table, results.json, and the charts. */
import { cpus, totalmem } from 'node:os';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { curves } from './parts/curves.mts';
import { metrics } from './parts/metrics.mts';
import { pace } from './parts/pace.mts';
import { packageFigures } from './parts/package.mts';
import { returnAll } from './parts/returnAll.mts';
import { simulation } from './parts/simulation.mts';
import { speed } from './parts/speed.mts';
import { trigger } from './parts/trigger.mts';
import { writeReport } from './report.mts';
import type { Finding, Part } from './support/finding.mts';
import { judged } from './support/judged.mts';
import { startEnvironment, type Environment } from './support/environment.mts';
import { duration } from '../scripts/bootstrap/progress.mjs';

const RESULTS = path.join(import.meta.dirname, 'results.json');
const RUNS = 5;
const SHORT_RUNS = 3;

/** Parts that need many runs to be meaningful. */
const WHOLE_ONLY = ['curves', 'speed'];
const PARTS: Record<string, Part> = {
	package: packageFigures,
	metrics,
	returnAll,
	trigger,
	speed,
	pace,
	curves,
	simulation,
};

export interface Options {
	short: boolean;
	/** Names of the parts to run; all when empty. */
	only: string[];
}

async function versionOf(dir: string): Promise<string> {
	return (JSON.parse(await readFile(path.join(dir, 'package.json'), 'utf8')) as { version: string })
		.version;
}

/** Describes the machine, without paths and names. */
async function machine(environment: Environment) {
	const [{ model } = { model: 'unknown' }] = cpus();
	return {
		cpu: model,
		cores: cpus().length,
		memoryGb: Math.round(totalmem() / 1024 ** 3),
		platform: `${process.platform} ${process.arch}`,
		node: process.version,
		n8n: await versionOf(path.join(environment.n8nDir, 'node_modules/n8n')),
		package: await versionOf(environment.packageDir),
	};
}

/** The finding for a part that failed: no goal is met. */
function broken(part: string, error: unknown): Finding {
	const ours = error instanceof Error ? (error.stack ?? error.message) : String(error);
	return {
		what: `Part ${part}`,
		ours,
		peers: {},
		goal: { text: 'to be measured', met: false },
		data: {},
	};
}

function show({ what, ours, peers, goal }: Finding): void {
	console.log(`${goal ? (goal.met ? '✔' : '✘') : ' '} ${what}`);
	console.log(`    CreatorAudit: ${ours}${goal ? `   [goal: ${goal.text}]` : ''}`);
	for (const [name, figure] of Object.entries(peers)) console.log(`    ${name}: ${figure}`);
}

/**
 * Runs the bench and prints findings as they come.
 * @returns how many goals were met and how many were not
 */
export async function runBench({
	short,
	only,
}: Options): Promise<{ passed: number; failed: number }> {
	const startedAt = Date.now();
	const unknown = only.filter((name) => !Object.hasOwn(PARTS, name));
	if (unknown.length > 0)
		throw new Error(
			`There is no part ${unknown.join(', ')}; parts are ${Object.keys(PARTS).join(', ')}`,
		);
	const environment = await startEnvironment();
	const findings: Finding[] = [];
	try {
		const on = await machine(environment);
		const runs = short ? SHORT_RUNS : RUNS;
		console.log(
			`n8n ${on.n8n} under Node ${on.node}, ${on.cores} cores (${on.cpu}), ${on.memoryGb} GB, ${on.platform}`,
		);
		console.log(
			`Medians of ${runs} runs${short ? ' (short: fewer runs and smaller amounts)' : ''}, with the lowest and the highest in brackets.\n`,
		);
		for (const [name, part] of Object.entries(PARTS)) {
			if (only.length > 0 ? !only.includes(name) : short && WHOLE_ONLY.includes(name)) continue;
			const partBeganAt = Date.now();
			const measured = await part({ environment, short, runs }).catch((error: unknown) => [
				broken(name, error),
			]);
			const found = measured.map(judged);
			await environment.stopWatching();
			found.forEach(show);
			console.log(`    (${duration(Date.now() - partBeganAt)})`);
			findings.push(...found);
		}
		const results = { short, runs, machine: on, findings };
		if (only.length === 0) await writeFile(RESULTS, `${JSON.stringify(results, null, '\t')}\n`);
		// The page shows full runs only.
		if (only.length === 0 && !short) await writeReport(results);
	} finally {
		await environment.close();
	}
	const goals = findings.flatMap(({ what, ours, goal }) => (goal ? [{ what, ours, goal }] : []));
	const missed = goals.filter(({ goal }) => !goal.met);
	console.log(`\n${duration(Date.now() - startedAt)}`);
	for (const { what, ours, goal } of missed)
		console.log(`Missed: ${what} is ${ours}, the goal is ${goal.text}`);
	return { passed: goals.length - missed.length, failed: missed.length };
}
