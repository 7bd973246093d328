/**
 * npm test: lint, types, build, and jest over unit, engine, contract and fault tests.
 * Arguments go to jest: `npm test -- test/unit` runs only those after the other steps.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { counted, step, tool } from './lib/command.mjs';

const TYPE_PROJECTS = ['tsconfig.json', 'tsconfig.tools.json', 'tsconfig.test.json'];

async function checkTypes() {
	for (const project of TYPE_PROJECTS) await tool('tsc', ['--noEmit', '-p', project]);
}

/**
 * Runs jest and counts its tests. A suite that does not even load has no tests to count, so it counts as one.
 * @param {string[]} args
 */
async function runJest(args) {
	const dir = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-jest-'));
	const file = path.join(dir, 'result.json');
	try {
		const { exitCode } = await tool('jest', ['--ci', '--json', `--outputFile=${file}`, ...args], {
			reject: false,
			stdout: 'ignore',
			stderr: 'inherit',
		});
		const result = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
		const passed = result.numPassedTests ?? 0;
		const failed = (result.numFailedTests ?? 0) + (result.numRuntimeErrorTestSuites ?? 0);
		return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
	} finally {
		await rm(dir, { recursive: true, force: true });
	}
}

await counted(async (tally) => {
	await tool('gulp', ['types']);
	tally.add(await step('lint', () => tool('n8n-node', ['lint'])));
	tally.add(await step('types', checkTypes));
	tally.add(await step('build', () => tool('gulp', ['build'])));
	tally.add(await runJest(process.argv.slice(2)));
});
