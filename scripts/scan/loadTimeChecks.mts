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

/** Where the peer n8n-workflow is found: in n8n it is there and loaded before any package. */
const PROJECT_MODULES = path.join(PROJECT_ROOT, 'node_modules');

const MEASURE = `
	const [, ...files] = process.argv;
	const start = performance.now();
	require('n8n-workflow');
	const before = performance.now();
	const cpuBefore = process.threadCpuUsage();
	for (const file of files) require(file);
	const { user, system } = process.threadCpuUsage(cpuBefore);
	const after = performance.now();
	const times = { peerMs: before - start, wallMs: after - before, ownMs: (user + system) / 1000 };
	process.stdout.write(JSON.stringify(times));
`;

/** Times of one fresh process. */
interface LoadTime {
	/** Wall time of loading n8n-workflow: shows how fast and how busy this machine is. */
	peerMs: number;
	/** Wall time of loading nodes and credentials after it. */
	wallMs: number;
	/** CPU time of the thread for the same: not affected by other processes. */
	ownMs: number;
}

export const loadTimeChecks: Check<UnpackedPackage>[] = [
	{
		name: `nodes and credentials load in at most ${MAX_MS} ms`,
		run: async ({ dir, manifest }) => {
			const files = loadedPaths(manifest).map((file) => path.join(dir, file));
			const times: LoadTime[] = [];
			for (let run = 0; run < PROCESSES; run++) times.push(await measure(files));
			const [own, wall, peer] = (['ownMs', 'wallMs', 'peerMs'] as const).map((name) =>
				median(times.map((time) => time[name])),
			);
			const relative = `${((100 * wall) / peer).toFixed(0)} % of the ${peer.toFixed(0)} ms of n8n-workflow`;
			const figure = `${own.toFixed(1)} ms of the processor, ${wall.toFixed(1)} ms in all, ${relative}; medians of ${PROCESSES} processes`;
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
