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
	await ensureRootDependencies(node.execPath, env);
	return await handOver(node.execPath, path.join(SCRIPTS, `${command}.mjs`), args, env);
}

try {
	process.exitCode = await main();
} catch (error) {
	process.exitCode = report(error);
}
