/**
 * npm test: format, imports, lint, types, build, and jest over unit, engine, contract, fault and repository tests.
 * Arguments go to jest: `npm test -- test/unit` runs only those after the other steps.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { counted, step, tool } from './lib/command.mjs';

const TYPE_PROJECTS = ['tsconfig.json', 'tsconfig.tools.json', 'tsconfig.test.json'];

/** As ESLint sums up what it found, e.g. "✖ 2 problems (0 errors, 2 warnings)". */
const WARNINGS = /\(\d+ errors?, [1-9]\d* warnings?\)/;

/** ESLint passes with warnings; n8n's reviewers do not. */
async function lint() {
	const result = await tool('n8n-node', ['lint']);
	if (WARNINGS.test(result.stdout)) throw result;
}

async function checkTypes() {
	for (const project of TYPE_PROJECTS) await tool('tsc', ['--noEmit', '-p', project]);
}

/**
 * Runs jest and counts its tests. A suite that does not even load has no tests to count, so it counts as one. A
 * skipped test proves nothing and counts as failed, unless it was left out by the arguments.
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
		const skipped =
			args.length === 0 ? (result.numPendingTests ?? 0) + (result.numTodoTests ?? 0) : 0;
		if (skipped > 0) console.log(`✘ ${skipped} tests were skipped`);
		const failed = (result.numFailedTests ?? 0) + (result.numRuntimeErrorTestSuites ?? 0) + skipped;
		return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
	} finally {
		await rm(dir, { recursive: true, force: true });
	}
}

/** Holds the direction of imports between the folders of nodes/, and that there are no cycles. */
async function checkImports() {
	await tool('depcruise', ['--config', '.dependency-cruiser.cjs', 'nodes', 'credentials']);
}

async function checkFormat() {
	await tool('prettier', ['--check', '--log-level', 'warn', '.']);
}

await counted(async (tally) => {
	await tool('gulp', ['types']);
	// Each keeps one core busy.
	const checks = await Promise.all([step('lint', lint), step('types', checkTypes)]);
	for (const counts of checks) tally.add(counts);
	tally.add(await step('format', checkFormat));
	tally.add(await step('imports', checkImports));
	tally.add(await step('build', () => tool('gulp', ['build'])));
	tally.add(await runJest(process.argv.slice(2)));
});
