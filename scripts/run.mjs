#!/usr/bin/env node
/**
 * Entry point of every command in package.json: makes a bare machine ready, then hands over.
 *
 * Runs on any Node from 20 with nothing installed, so this file and scripts/bootstrap/ import only what Node brings.
 * It provides Node 24 (n8n 2.x needs it, and it runs the .mts tools as they are), installs the dependencies
 * that package-lock.json names, and then runs scripts/<command>.mjs under that Node 24.
 */
import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ensureRootDependencies } from './bootstrap/dependencies.mjs';
import { ensureNode24, environmentFor } from './bootstrap/node24.mjs';
import { PROJECT_ROOT } from './bootstrap/paths.mjs';
import { Problem, report } from './bootstrap/problem.mjs';

const SCRIPTS = path.join(PROJECT_ROOT, 'scripts');
const ENTRY = path.basename(import.meta.url);

/** Names of the commands: every script beside this one is a command. */
async function commands() {
	const names = (await readdir(SCRIPTS)).filter((name) => name.endsWith('.mjs') && name !== ENTRY);
	return names.map((name) => name.slice(0, -'.mjs'.length)).sort();
}

/** Commands that need n8n 2.x, which is installed while the project's dependencies are: both take about as long. */
const WITH_N8N = ['start', 'dev', 'e2e', 'e2eQueue', 'bench'];

/**
 * Begins to install n8n if it is not there yet. The command itself waits for it, and says what is wrong if it failed.
 * @param {string} node the Node that will run n8n
 */
function beginN8n(node, env) {
	const script = path.join(SCRIPTS, 'lib', 'n8n.mjs');
	const child = spawn(node, [script, '2'], {
		cwd: PROJECT_ROOT,
		env,
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	// On a line of its own, where another step shows its progress in place.
	const clear = process.stderr.isTTY ? '\r\x1b[K' : '';
	child.stderr.setEncoding('utf8').on('data', (text) => process.stderr.write(`${clear}${text}`));
	child.on('error', () => {});
	// A command that ends early does not wait for it.
	child.unref();
	child.stderr.unref();
	process.once('exit', () => child.kill());
}

/** Runs a script to its end, passes signals on to it, and gives the exit code a shell would give. */
function handOver(node, script, args, env) {
	return new Promise((resolve, reject) => {
		const child = spawn(node, [script, ...args], { cwd: PROJECT_ROOT, env, stdio: 'inherit' });
		// A terminal sends Ctrl+C to the child as well; a supervisor's SIGTERM reaches only this process.
		process.on('SIGINT', () => {});
		process.on('SIGTERM', () => child.kill('SIGTERM'));
		process.on('SIGHUP', () => child.kill('SIGHUP'));
		child.on('error', reject);
		child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
	});
}

async function main() {
	const [command, ...args] = process.argv.slice(2);
	const known = await commands();
	if (!known.includes(command)) {
		throw new Problem(`There is no command "${command ?? ''}".`, `Commands: ${known.join(', ')}.`);
	}
	const node = await ensureNode24();
	const env = environmentFor(node);
	if (WITH_N8N.includes(command) && !args.includes('--help')) beginN8n(node.execPath, env);
	await ensureRootDependencies(node.execPath, env);
	return await handOver(node.execPath, path.join(SCRIPTS, `${command}.mjs`), args, env);
}

try {
	process.exitCode = await main();
} catch (error) {
	process.exitCode = report(error);
}
