/** n8n installs from the lock files in e2e/, kept in the cache. `node scripts/lib/n8n.mjs 2` installs one. */
import { execFile } from 'node:child_process';
import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cached, keyOf } from '../bootstrap/cache.mjs';
import { registryAddress, runNpm } from '../bootstrap/npm.mjs';
import { PROJECT_ROOT } from '../bootstrap/paths.mjs';
import { Problem } from '../bootstrap/problem.mjs';
import { withProgress } from '../bootstrap/progress.mjs';
import { unpackLocked } from '../bootstrap/unpackLocked.mjs';

const GIGABYTE = 1024 ** 3;
/**
 * sqlite3 is compiled here: the binary that it would download is pinned by nothing, while isolated-vm has its own in its archive. With -O1,
 * SQLite takes a third of the time that -O3 takes, and demonstrations and tests hardly use the database.
 */
const FROM_SOURCE = {
	CFLAGS: '-O1',
	CXXFLAGS: '-O1',
	...process.env,
	npm_config_build_from_source: 'sqlite3',
};

const RECIPE_FILES = ['package.json', 'package-lock.json', '.npmrc'];

/**
 * What each major version needs beyond `npm ci --ignore-scripts`. Scripts stay off because a Kafka binding among n8n's
 * dependencies fetches sources from the network; the modules named here are then built from their sources, or
 * taken as their packages hold them, one by one. `diskBytes` was measured after an install on Linux.
 */
const INSTALLS = {
	2: { recipe: 'e2e/n8n-2', nativeModules: ['sqlite3'], diskBytes: 1.6 * GIGABYTE },
	1: { recipe: 'e2e/n8n-1', nativeModules: ['sqlite3', 'isolated-vm'], diskBytes: 1.1 * GIGABYTE },
};

/** Environment variable with a folder whose package.json and lock file replace those of n8n 2: npm run newest. */
export const RECIPE_OF_N8N_2 = 'CREATORAUDIT_N8N_2_RECIPE';

/** What npm needs beyond that, where it has to install n8n: source maps, type declarations, and the archives in its own cache. */
const WITH_NPM_BYTES = 2.1 * GIGABYTE;

/**
 * Folder of an n8n install (with node_modules/n8n); installs it if needed.
 * @param {1 | 2} major
 * @returns {Promise<string>}
 */
export async function ensureN8n(major) {
	const { nativeModules, diskBytes, recipe: pinned } = INSTALLS[major];
	const chosen = major === 2 ? process.env[RECIPE_OF_N8N_2] : undefined;
	const recipe = path.resolve(PROJECT_ROOT, chosen || pinned);
	const files = await Promise.all(
		RECIPE_FILES.map((file) => readFile(path.join(recipe, file), 'utf8')),
	);
	const { version } = JSON.parse(files[1]).packages['node_modules/n8n'];
	// Native modules fit one module version of Node ("ABI") on one platform.
	const abi = `${process.platform}-${process.arch}-abi${process.versions.modules}`;
	return await cached({
		name: `n8n-${major}`,
		key: `${abi}-${keyOf(...files, nativeModules.join())}`,
		needBytes: diskBytes + WITH_NPM_BYTES,
		make: (dir) => install({ dir, version, recipe, nativeModules, diskBytes }),
	});
}

async function install({ dir, version, recipe, nativeModules, diskBytes }) {
	for (const file of RECIPE_FILES) await copyFile(path.join(recipe, file), path.join(dir, file));
	const label = `Installing n8n ${version} (once, some minutes)`;
	await withProgress(label, { dir, expectBytes: diskBytes }, () => installPackages(dir, version));
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

/** Where the quick way does not work, for example behind a proxy that only npm knows, npm installs the same. */
async function installPackages(dir, version) {
	try {
		await unpackLocked({ dir, registry: await registryAddress(dir) });
	} catch (error) {
		console.error(`npm installs n8n instead (${error.cause?.message ?? error.message}).`);
		// It removes what is there.
		await runNpm({ doing: `install n8n ${version}`, cwd: dir, args: ['ci', '--ignore-scripts'] });
	}
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

// run.mjs starts this file as a program, to install n8n while the project's dependencies are installed.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
	// An early failure is not the last word: the command tries again, and reports.
	await ensureN8n(Number(process.argv[2])).catch(() => {});
}
