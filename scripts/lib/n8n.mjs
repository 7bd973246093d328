/** n8n installs from the lock files in e2e/, kept in the cache. */
import { execFile } from 'node:child_process';
import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { cached, keyOf } from '../bootstrap/cache.mjs';
import { runNpm } from '../bootstrap/npm.mjs';
import { PROJECT_ROOT } from '../bootstrap/paths.mjs';
import { Problem } from '../bootstrap/problem.mjs';
import { withProgress } from '../bootstrap/progress.mjs';

const GIGABYTE = 1024 ** 3;
/** Native modules are compiled here: the binaries that their packages would download are pinned by nothing. */
const FROM_SOURCE = { ...process.env, npm_config_build_from_source: 'true' };
const RECIPE_FILES = ['package.json', 'package-lock.json', '.npmrc'];

/**
 * What each major version needs beyond `npm ci --ignore-scripts`. Scripts stay off because a Kafka binding among n8n's
 * dependencies fetches sources from the network; the modules named here are then built from their sources, or
 * taken as their packages hold them, one by one. `diskBytes` was measured after an install on Linux.
 */
const INSTALLS = {
	2: { recipe: 'e2e/n8n-2', nativeModules: ['sqlite3'], diskBytes: 2.9 * GIGABYTE },
	1: { recipe: 'e2e/n8n-1', nativeModules: ['sqlite3', 'isolated-vm'], diskBytes: 2.2 * GIGABYTE },
};

/** Size of the archives in npm's own cache. */
const ARCHIVES_BYTES = 0.8 * GIGABYTE;

/**
 * Folder of an n8n install (with node_modules/n8n); installs it if needed.
 * @param {1 | 2} major
 * @returns {Promise<string>}
 */
export async function ensureN8n(major) {
	const { recipe, nativeModules, diskBytes } = INSTALLS[major];
	const files = await Promise.all(
		RECIPE_FILES.map((file) => readFile(path.join(PROJECT_ROOT, recipe, file), 'utf8')),
	);
	const { version } = JSON.parse(files[1]).packages['node_modules/n8n'];
	// Native modules fit one module version of Node ("ABI") on one platform.
	const abi = `${process.platform}-${process.arch}-abi${process.versions.modules}`;
	return await cached({
		name: `n8n-${major}`,
		key: `${abi}-${keyOf(...files, nativeModules.join())}`,
		needBytes: diskBytes + ARCHIVES_BYTES,
		make: (dir) => install({ dir, version, recipe, nativeModules, diskBytes }),
	});
}

async function install({ dir, version, recipe, nativeModules, diskBytes }) {
	for (const file of RECIPE_FILES)
		await copyFile(path.join(PROJECT_ROOT, recipe, file), path.join(dir, file));
	const label = `Installing n8n ${version} (once, some minutes)`;
	await withProgress(label, { dir, expectBytes: diskBytes }, () =>
		runNpm({ doing: `install n8n ${version}`, cwd: dir, args: ['ci', '--ignore-scripts'] }),
	);
	await withProgress(`Building n8n's native modules (${nativeModules.join(', ')})`, {}, () =>
		runNpm({
			doing: `build ${nativeModules.join(', ')} for n8n`,
			cwd: dir,
			args: ['rebuild', ...nativeModules],
			env: FROM_SOURCE,
		}),
	);
	for (const name of nativeModules) await load(dir, name);
}

/** Loads a native module: one that was built against other headers installs without an error and fails when n8n starts. */
async function load(dir, name) {
	await promisify(execFile)(process.execPath, ['-e', `require('${name}')`], { cwd: dir }).catch(
		(error) => {
			throw new Problem(
				`n8n's native module ${name} was built but does not load.`,
				'Check that the C++ compiler works, then run the command again.',
				error.stderr,
			);
		},
	);
}
