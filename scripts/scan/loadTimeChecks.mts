/** How long n8n waits for the package when it starts. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from '../bootstrap/paths.mjs';
import { Finding, type Check } from './check.mts';
import { loadedPaths, type UnpackedPackage } from './unpackedPackage.mts';

const MAX_MS = 30;
/** An odd number, so that the median is one of them. */
const PROCESSES = 5;
/** Whatever else the machine does only ever adds time, so a slow round is repeated and the best one counts. */
const MAX_ROUNDS = 3;

/** Where the peer n8n-workflow is found: in n8n it is there and loaded before any package. */
const PROJECT_MODULES = path.join(PROJECT_ROOT, 'node_modules');

const MEASURE = `
	const [, ...files] = process.argv;
	const start = performance.now();
	require('n8n-workflow');
	const peer = performance.now();
	for (const file of files) require(file);
	const end = performance.now();
	process.stdout.write(JSON.stringify({ peerMs: peer - start, ownMs: end - peer }));
`;

interface LoadTime {
	/** n8n-workflow itself, as a measure of this machine. */
	peerMs: number;
	/** Nodes and credentials, after it. */
	ownMs: number;
}

export const loadTimeChecks: Check<UnpackedPackage>[] = [
	{
		name: `nodes and credentials load in at most ${MAX_MS} ms`,
		run: async ({ dir, manifest }) => {
			const files = loadedPaths(manifest).map((file) => path.join(dir, file));
			let best = await round(files);
			for (let rounds = 1; best.ownMs > MAX_MS && rounds < MAX_ROUNDS; rounds++) {
				const next = await round(files);
				if (next.ownMs < best.ownMs) best = next;
			}
			const percent = (100 * best.ownMs) / best.peerMs;
			const figure = `${best.ownMs.toFixed(1)} ms, ${percent.toFixed(0)} % of n8n-workflow's ${best.peerMs.toFixed(0)} ms; medians of ${PROCESSES} processes`;
			if (best.ownMs > MAX_MS) throw new Finding([figure]);
			return figure;
		},
	},
];

/** Medians of several fresh processes. */
async function round(files: string[]): Promise<LoadTime> {
	const times: LoadTime[] = [];
	for (let run = 0; run < PROCESSES; run++) times.push(await measure(files));
	return { peerMs: median(times.map(({ peerMs }) => peerMs)), ownMs: median(times.map(({ ownMs }) => ownMs)) };
}

async function measure(files: string[]): Promise<LoadTime> {
	const { stdout } = await promisify(execFile)(process.execPath, ['-e', MEASURE, ...files], {
		env: { ...process.env, NODE_PATH: PROJECT_MODULES, NODE_OPTIONS: '' },
	}).catch((error: { stderr: string }) => {
		throw new Finding([`it does not load: ${error.stderr.trim()}`]);
	});
	return JSON.parse(stdout) as LoadTime;
}

function median(values: number[]): number {
	return values.sort((a, b) => a - b)[(values.length - 1) / 2];
}
