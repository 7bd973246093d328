/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { execFile } from 'node:child_process';
import { access, chmod, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';

const SCRIPT = path.join(PROJECT_ROOT, '.ci/run');
/** Tools that the script installs when they are missing. */
const TOOLS = ['chromium', 'python3', 'make', 'g++'];
const BASE = ['bash', 'dirname', 'env', 'grep', 'id', 'mktemp', 'rm', 'sed', 'tail', 'timeout'];
const COMMANDS = ['npm test', 'npm run scan', 'npm run e2e', 'npm run bench -- --short'];

interface Outcome {
	code: number;
	lines: string[];
	/** Calls of npm and apt-get, in order. */
	calls: string[];
}

let bin: string;

beforeEach(async () => {
	bin = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-ci-'));
});

afterEach(async () => {
	await rm(bin, { recursive: true });
});

async function tool(name: string, body: string) {
	await writeFile(path.join(bin, name), `#!/bin/bash\n${body}\n`);
	await chmod(path.join(bin, name), 0o755);
}

/** Runs the script with an npm that does what the given shell lines say, one for each command. */
async function run(...bodies: string[]): Promise<Outcome> {
	for (const name of TOOLS) await tool(name, 'exit 0');
	return await runWith(`${bin}:${process.env.PATH}`, bodies);
}

/** The same on a machine that has only what every Debian has, and an apt-get that does what the given shell lines say. */
async function runBare(apt: string): Promise<Outcome> {
	for (const name of BASE) await symlink(await pathOf(name), path.join(bin, name));
	await tool('apt-get', `echo "apt-get $*" >>"${path.join(bin, 'calls')}"\n${apt}`);
	await tool('sleep', 'exit 0');
	await tool('sudo', 'shift; exec "$@"');
	return await runWith(
		bin,
		COMMANDS.map(() => good(1)),
	);
}

async function pathOf(name: string): Promise<string> {
	const candidates = ['/usr/bin', '/bin'].map((folder) => path.join(folder, name));
	for (const candidate of candidates)
		if (
			await access(candidate).then(
				() => true,
				() => false,
			)
		)
			return candidate;
	throw new Error(`This machine has no ${name}.`);
}

async function runWith(PATH: string, bodies: string[]): Promise<Outcome> {
	const calls = path.join(bin, 'calls');
	const cases = COMMANDS.map(
		(command, index) => `"${command.slice('npm '.length)}") ${bodies[index]} ;;`,
	);
	await tool('npm', [`echo "npm $*" >>"${calls}"`, 'case "$*" in', ...cases, 'esac'].join('\n'));
	return await new Promise((resolve) => {
		const env = { ...process.env, PATH };
		execFile('/bin/bash', [SCRIPT], { env, cwd: os.tmpdir() }, async (error, stdout) => {
			resolve({
				code: error ? Number(error.code) : 0,
				lines: stdout.trimEnd().split('\n'),
				calls: (await readFile(calls, 'utf8')).trimEnd().split('\n'),
			});
		});
	});
}

/** Waits up to five seconds for a process to end. */
async function isGone(pid: number): Promise<boolean> {
	for (let attempt = 0; attempt < 100; attempt++) {
		try {
			process.kill(pid, 0);
		} catch {
			return true;
		}
		await sleep(50);
	}
	return false;
}

const good = (passed: number) => `echo "${passed} passed, 0 failed"`;
const counts = (lines: string[]) => lines.filter((line) => /\d+ passed, \d+ failed/.test(line));

describe('the script that CI runs', () => {
	it('runs every command and ends with the sum of their counts, alone on one line', async () => {
		const { code, lines, calls } = await run(good(400), good(22), good(30), good(8));
		expect(calls).toEqual(COMMANDS);
		expect(counts(lines)).toEqual(['460 passed, 0 failed']);
		expect(lines.at(-1)).toBe('460 passed, 0 failed');
		expect(code).toBe(0);
	});

	it('runs the others when one fails, and fails', async () => {
		const { code, lines, calls } = await run(
			'echo "9 passed, 2 failed"; exit 1',
			good(1),
			good(1),
			good(1),
		);
		expect(calls).toEqual(COMMANDS);
		expect(lines.at(-1)).toBe('12 passed, 2 failed');
		expect(code).not.toBe(0);
	});

	it.each([
		['prints no counts', 'echo done', 'without counts'],
		['prints no counts and fails', 'exit 3', 'ended (exit code 3) without counts'],
		['fails after counting no failure', 'echo "5 passed, 0 failed"; exit 1', 'exit code 1'],
		['is killed', 'kill -9 $$', 'ended (exit code 137) without counts'],
	])('counts a failure for a command that %s', async (_, body, note) => {
		const { code, lines } = await run(good(1), good(1), body, good(1));
		expect(lines.at(-1)).toMatch(/^\d passed, 1 failed$/);
		expect(
			lines.filter((line) => line.startsWith('npm run e2e') && line.includes(note)),
		).toHaveLength(1);
		expect(code).not.toBe(0);
	});

	it('counts the last line of counts, not an earlier one', async () => {
		const { lines } = await run(
			'echo "7 passed, 0 failed"; echo "8 passed, 0 failed"',
			good(1),
			good(1),
			good(1),
		);
		expect(lines.at(-1)).toBe('11 passed, 0 failed');
	});

	it('does not wait for processes that a command leaves behind, and kills them', async () => {
		const pidFile = path.join(bin, 'pid');
		const { lines } = await run(
			`sleep 600 & echo $! >"${pidFile}"; echo "1 passed, 0 failed"`,
			good(1),
			good(1),
			good(1),
		);
		expect(lines.at(-1)).toBe('4 passed, 0 failed');
		const pid = Number(await readFile(pidFile, 'utf8'));
		expect(await isGone(pid)).toBe(true);
	});

	it('stops immediately on SIGTERM, together with the command that it runs', async () => {
		const pidFile = path.join(bin, 'pid');
		// Its parent is timeout, and timeout's parent is the script.
		const stopIt = `echo $$ >"${pidFile}"; read -r _ _ _ script _ </proc/$PPID/stat; kill -TERM "$script"; sleep 600`;
		const { code, calls } = await run(stopIt, good(1), good(1), good(1));
		expect(calls).toEqual(['npm test']);
		expect(code).toBe(130);
		expect(await isGone(Number(await readFile(pidFile, 'utf8')))).toBe(true);
	});

	it('gives the commands no standard input to wait for', async () => {
		const { lines } = await run('cat; echo "1 passed, 0 failed"', good(1), good(1), good(1));
		expect(lines.at(-1)).toBe('4 passed, 0 failed');
	});

	it('installs what the machine lacks, once, before the commands', async () => {
		const { code, calls } = await runBare('exit 0');
		expect(calls).toEqual([
			'apt-get update -qq',
			'apt-get install -y -qq --no-install-recommends chromium fonts-liberation python3 make g++',
			...COMMANDS,
		]);
		expect(code).toBe(0);
	});

	it('tries again when the network fails, and says what could not be installed', async () => {
		const { code, lines, calls } = await runBare('exit 100');
		expect(calls).toEqual([
			'apt-get update -qq',
			'apt-get update -qq',
			'apt-get update -qq',
			...COMMANDS,
		]);
		expect(lines).toContain('apt-get could not install chromium fonts-liberation python3 make g++');
		expect(lines.at(-1)).toBe('4 passed, 1 failed');
		expect(code).not.toBe(0);
	});
});
