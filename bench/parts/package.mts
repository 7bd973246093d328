/** Size of the package, dependencies, and load time. */
import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Finding, Work } from '../support/finding.mts';
import { bytes, spreadOf, withSpread } from '../support/statistics.mts';

const LARGEST_BYTES = 300_000;
const LONGEST_LOAD_MS = 30;
/** Load times are short, so they vary. */
const LOADS_PER_RUN = 5;

async function sizeOf(dir: string): Promise<number> {
	const entries = await readdir(dir, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile());
	const sizes = await Promise.all(
		files.map(async (file) => (await stat(path.join(file.parentPath, file.name))).size),
	);
	return sizes.reduce((sum, size) => sum + size, 0);
}

/** Loads n8n-workflow, then both nodes, and prints CPU time and wall time of the nodes in ms. */
const LOAD = `
	require('n8n-workflow');
	const began = performance.now();
	const before = process.cpuUsage();
	for (const file of process.argv.slice(1)) require(file);
	const { user, system } = process.cpuUsage(before);
	console.log(JSON.stringify([(user + system) / 1000, performance.now() - began]));
`;

export async function packageFigures({
	environment: { packageDir, n8nDir },
	runs,
}: Work): Promise<Finding[]> {
	const manifest = JSON.parse(await readFile(path.join(packageDir, 'package.json'), 'utf8')) as {
		dependencies?: Record<string, string>;
		n8n: { nodes: string[] };
	};
	const dependencies = Object.keys(manifest.dependencies ?? {}).length;
	const size = await sizeOf(packageDir);
	const files = manifest.n8n.nodes.map((file) => path.join(packageDir, file));
	const env = { ...process.env, NODE_PATH: path.join(n8nDir, 'node_modules') };
	const loads: Array<[cpuMs: number, wallMs: number]> = [];
	for (let run = 0; run < LOADS_PER_RUN * runs; run++) {
		const { stdout } = await promisify(execFile)(process.execPath, ['-e', LOAD, ...files], {
			env,
			cwd: packageDir,
		});
		loads.push(JSON.parse(stdout) as [number, number]);
	}
	// Other load lengthens both times, so the shorter one is the better estimate.
	const load = spreadOf(loads.map(([cpuMs, wallMs]) => Math.min(cpuMs, wallMs)));
	const wall = spreadOf(loads.map(([, wallMs]) => wallMs));
	return [
		{
			what: 'Package: runtime dependencies, size unpacked',
			ours: `${dependencies}, ${bytes(size)}`,
			peers: {},
			goal: {
				text: `0, <= ${bytes(LARGEST_BYTES)}`,
				met: dependencies === 0 && size <= LARGEST_BYTES,
			},
			data: { dependencies, size },
		},
		{
			what: 'Package: both nodes loaded',
			ours: `${withSpread(load, ' ms')}, with what else the machine did ${withSpread(wall, ' ms')}`,
			peers: {},
			goal: { text: `<= ${LONGEST_LOAD_MS} ms`, met: load.median <= LONGEST_LOAD_MS },
			data: { load, wall },
		},
	];
}
