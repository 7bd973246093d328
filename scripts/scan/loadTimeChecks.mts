/** How long n8n waits for the package when it starts. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from '../bootstrap/paths.mjs';
import { Finding, type Check } from './check.mts';
import { loadedPaths, type UnpackedPackage } from './unpackedPackage.mts';

const MAX_MS = 30;
/** An odd number, so that the median is one of them. */
const PROCESSES = 7;

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
			const times: LoadTime[] = [];
			for (let run = 0; run < PROCESSES; run++) times.push(await measure(files));
			const own = median(times.map(({ ownMs }) => ownMs));
			const relative = median(times.map(({ ownMs, peerMs }) => ownMs / peerMs));
			const figure = `${own.toFixed(1)} ms, ${(relative * 100).toFixed(0)} % of n8n-workflow's own time; median of ${PROCESSES} processes`;
			if (own > MAX_MS) throw new Finding([figure]);
			return figure;
		},
	},
];

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
