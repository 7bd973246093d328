/** The project's own dependencies: installed when node_modules is not what package-lock.json says. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runNpm } from './npm.mjs';
import { PROJECT_ROOT } from './paths.mjs';
import { noSpace } from './problem.mjs';
import { freeBytes, size, withProgress } from './progress.mjs';

const NEED_BYTES = 1_500 * 1024 * 1024;
const EXPECT_BYTES = 1_400 * 1024 * 1024;

/**
 * Runs `npm ci --ignore-scripts` when it is needed. Scripts stay off: eslint-plugin-n8n-nodes-base wants to
 * install a package manager while it is installed, and nothing here needs a script.
 * @param {string} node the Node that runs npm
 * @param {NodeJS.ProcessEnv} env
 */
export async function ensureRootDependencies(node, env) {
	if (await isInstalled(PROJECT_ROOT)) return;
	const free = await freeBytes(PROJECT_ROOT);
	if (free < NEED_BYTES) {
		throw noSpace(
			`The dependencies need about ${size(NEED_BYTES)}, but only ${size(free)} are free.`,
			PROJECT_ROOT,
		);
	}
	await withProgress(
		"Installing the project's dependencies",
		{ dir: PROJECT_ROOT, expectBytes: EXPECT_BYTES },
		() =>
			runNpm({
				doing: "install the project's dependencies",
				cwd: PROJECT_ROOT,
				args: ['ci', '--ignore-scripts'],
				node,
				env,
			}),
	);
}

/**
 * Whether node_modules holds what the lock file names. npm writes node_modules/.package-lock.json as the last
 * step of an install, so its absence means an interrupted one, and an install by hand counts too. Packages of other
 * platforms (optional) and those that only another npm would want (extraneous) are locked but not installed.
 * @param {string} dir folder of package-lock.json
 */
export async function isInstalled(dir) {
	const wanted = await packagesIn(path.join(dir, 'package-lock.json'));
	const present = await packagesIn(path.join(dir, 'node_modules/.package-lock.json'));
	if (!wanted || !present) return false;
	return Object.entries(wanted).every(
		([where, { version, optional, extraneous }]) =>
			where === '' ||
			present[where]?.version === version ||
			((optional || extraneous) && !present[where]),
	);
}

async function packagesIn(file) {
	try {
		return JSON.parse(await readFile(file, 'utf8')).packages;
	} catch {
		return undefined;
	}
}
