/** Runs the npm that started this command (or the one beside this Node), under a Node of our choice. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { npmProblem, Problem } from './problem.mjs';

/** Enough of npm's output to tell what went wrong. */
const KEPT_OUTPUT_CHARS = 64 * 1024;

/**
 * Settings for every install: no audit and no revalidation, since lock files have integrity hashes, and few retries, so that
 * a machine without network fails within a minute.
 */
const INSTALL_SETTINGS = {
	npm_config_audit: 'false',
	npm_config_fund: 'false',
	npm_config_update_notifier: 'false',
	npm_config_prefer_offline: 'true',
	npm_config_loglevel: 'error',
	npm_config_fetch_retries: '4',
	npm_config_fetch_retry_mintimeout: '2000',
	npm_config_fetch_retry_maxtimeout: '15000',
};

/** Path of npm's JavaScript entry point, which needs no shell and no npm.cmd. */
export function npmCli(env = process.env) {
	const node = path.dirname(process.execPath);
	const candidates = [
		env.npm_execpath,
		path.join(node, '../lib/node_modules/npm/bin/npm-cli.js'),
		path.join(node, 'node_modules/npm/bin/npm-cli.js'),
		...(env.PATH ?? '')
			.split(path.delimiter)
			.flatMap((dir) => [
				path.join(dir, '../lib/node_modules/npm/bin/npm-cli.js'),
				path.join(dir, 'node_modules/npm/bin/npm-cli.js'),
			]),
	];
	const found = candidates.find(
		(file) => file && path.basename(file) === 'npm-cli.js' && existsSync(file),
	);
	if (found) return found;
	throw new Problem(
		'npm was not found.',
		'Install Node.js with npm (https://nodejs.org), then run the command again.',
	);
}

/**
 * Runs an npm command until it exits.
 * @param {{ doing: string, cwd: string, args: string[], node?: string, env?: NodeJS.ProcessEnv }} command
 *   `doing` completes "Could not …"; `node` is the Node that runs npm and the packages' scripts
 * @returns {Promise<string>} its standard output
 * @throws {Problem} when npm fails, with what to do
 */
export function runNpm({ doing, cwd, args, node = process.execPath, env = process.env }) {
	return new Promise((resolve, reject) => {
		const child = spawn(node, [npmCli(env), ...args], {
			cwd,
			env: { ...env, ...INSTALL_SETTINGS },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let stdout = '';
		let stderr = '';
		child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
		child.stderr
			.setEncoding('utf8')
			.on('data', (text) => (stderr = (stderr + text).slice(-KEPT_OUTPUT_CHARS)));
		child.on('error', reject);
		child.on('close', (code) => {
			if (code === 0) resolve(stdout);
			else reject(npmProblem(doing, stderr, cwd));
		});
	});
}

/** @returns {Promise<string>} address of the registry that npm asks in a folder */
export async function registryAddress(cwd) {
	const args = ['config', 'get', 'registry'];
	return (await runNpm({ doing: 'find the registry', cwd, args })).trim();
}
