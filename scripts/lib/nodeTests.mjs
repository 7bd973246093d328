/** Runs test files of node:test, which need real servers: one file at a time, with a line for each test. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { packPackage } from '../../e2e/support/package.mts';
import { PROJECT_ROOT } from '../bootstrap/paths.mjs';
import { Problem } from '../bootstrap/problem.mjs';

const SUFFIX = '.test.mts';
/** Ends a file that hangs. */
const FILE_TIMEOUT_MS = 10 * 60_000;

/**
 * Test files of a folder whose names contain one of the words; all without words.
 * @param {string} folder below the project
 * @param {string[]} words
 * @throws {Problem} when there is none
 */
export async function chosenFiles(folder, words) {
	const dir = path.join(PROJECT_ROOT, folder);
	const names = (await readdir(dir)).filter((name) => name.endsWith(SUFFIX)).sort();
	const chosen = names.filter(
		(name) => words.length === 0 || words.some((word) => name.includes(word)),
	);
	if (chosen.length > 0) return chosen.map((name) => path.join(dir, name));
	const known = names.map((name) => name.slice(0, -SUFFIX.length)).join(', ');
	throw new Problem(`No end-to-end test is named like ${words.join(' ')}.`, `There are: ${known}.`);
}

/**
 * Packs the package for the tests, which find it by an environment variable.
 * @returns {Promise<string>} the tarball's name
 */
export async function pack() {
	return path.basename(await packPackage());
}

/**
 * Runs the files one after the other: each starts its own servers, and two at once slow each other down.
 * @param {string[]} files
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runTests(files) {
	const events = run({ files, concurrency: 1, timeout: FILE_TIMEOUT_MS });
	let counts = { passed: 0, failed: 1, cancelled: 0, skipped: 0 };
	// Each file has a summary, and so has the whole run, without a file name.
	events.on('test:summary', (summary) => {
		if (summary.file === undefined) counts = summary.counts;
	});
	await pipeline(events, new spec(), process.stdout, { end: false });
	return { passed: counts.passed, failed: counts.failed + counts.cancelled + counts.skipped };
}
