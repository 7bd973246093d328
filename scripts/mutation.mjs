/**
 * npm run mutation: changes the code without n8n, network and clock in many small ways, and says which changes no test notices (Stryker).
 * `-- trigger retry` takes these folders only (tools/mutation/folders.mjs); `--mutate <glob>` one file. Fails below 85 % noticed. The whole takes an
 * hour or more, so it runs weekly and by hand, not with `npm test`. The report is in .cache/mutation/.
 */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { FOLDERS } from '../tools/mutation/folders.mjs';
import { cached, keyOf } from './bootstrap/cache.mjs';
import { runNpm } from './bootstrap/npm.mjs';
import { PROJECT_ROOT } from './bootstrap/paths.mjs';
import { withProgress } from './bootstrap/progress.mjs';

const RECIPE = path.join(PROJECT_ROOT, 'tools/mutation');
const NEED_BYTES = 150 * 1024 * 1024;
/** Least share of changes that a test must notice, in percent. */
const LEAST_NOTICED = 85;

async function ensureStryker() {
	const lock = await readFile(path.join(RECIPE, 'package-lock.json'), 'utf8');
	return await cached({
		name: 'mutation',
		key: keyOf(lock),
		needBytes: NEED_BYTES,
		make: async (dir) => {
			for (const file of ['package.json', 'package-lock.json', '.npmrc'])
				await copyFile(path.join(RECIPE, file), path.join(dir, file));
			await withProgress('Installing Stryker', {}, () =>
				runNpm({ doing: 'install Stryker', cwd: dir, args: ['ci', '--ignore-scripts'] }),
			);
		},
	});
}

/** @returns {Promise<boolean>} whether enough was noticed */
async function run(stryker, name, { mutate, tests }, concurrency) {
	const dir = path.join(PROJECT_ROOT, '.cache/mutation', name);
	await mkdir(dir, { recursive: true });
	const modules = path.join(stryker, 'node_modules');
	const config = {
		mutate,
		testRunner: 'jest',
		plugins: [path.join(modules, '@stryker-mutator/jest-runner/dist/src/index.js')],
		coverageAnalysis: 'perTest',
		concurrency,
		reporters: ['clear-text', 'json'],
		clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
		jsonReporter: { fileName: path.join(dir, 'report.json') },
		tempDirName: '.tmp/mutation',
		ignorePatterns: ['dist', '.cache', '.data', '.tmp', 'e2e', 'bench/results.json', 'docs/images'],
		// Stryker would need TypeScript to rewrite the paths in it; swc compiles the tests without it.
		tsconfigFile: 'none',
		thresholds: { break: LEAST_NOTICED },
		jest: {
			projectType: 'custom',
			configFile: 'jest.config.js',
			config: {
				testMatch: tests.map((test) => `<rootDir>/${test}`),
			},
		},
	};
	const file = path.join(dir, 'stryker.config.json');
	await writeFile(file, JSON.stringify(config));
	const bin = path.join(modules, '@stryker-mutator/core/bin/stryker.js');
	const { exitCode } = await execa(process.execPath, [bin, 'run', file], {
		cwd: PROJECT_ROOT,
		stdio: 'inherit',
		reject: false,
	});
	return exitCode === 0;
}

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { mutate: { type: 'string' }, concurrency: { type: 'string', default: '1' } },
});
const names = positionals.length > 0 ? positionals : Object.keys(FOLDERS);
const unknown = names.find((name) => !Object.hasOwn(FOLDERS, name));
if (unknown) throw new Error(`There is no "${unknown}": ${Object.keys(FOLDERS).join(', ')}`);
const stryker = await ensureStryker();
const poor = [];
for (const name of names) {
	const folder = FOLDERS[name];
	const mutate = values.mutate === undefined ? folder.mutate : [values.mutate];
	if (!(await run(stryker, name, { ...folder, mutate }, Number(values.concurrency))))
		poor.push(name);
}
const said = poor.length > 0 ? `Too little noticed: ${poor.join(', ')}` : 'Enough noticed';
console.log(`${said}: at least ${LEAST_NOTICED} % of the changes in ${names.join(', ')}`);
process.exitCode = poor.length > 0 ? 1 : 0;
