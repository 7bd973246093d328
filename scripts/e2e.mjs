/**
 * npm run e2e: the packed tarball in real n8n servers, against the sandbox.
 * Words after it choose test files by name: `npm run e2e -- trigger` runs e2e/tests/trigger.test.mts alone.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { ensureChromium } from '../e2e/support/browser.mts';
import { packPackage } from '../e2e/support/package.mts';
import { PROJECT_ROOT } from './bootstrap/paths.mjs';
import { Problem } from './bootstrap/problem.mjs';
import { counted, step } from './lib/command.mjs';
import { ensureN8n } from './lib/n8n.mjs';

const TESTS = path.join(PROJECT_ROOT, 'e2e/tests');
const SUFFIX = '.test.mts';
/** A file that hangs must not hang the command. */
const FILE_TIMEOUT_MS = 10 * 60_000;

/**
 * Test files whose names contain one of the words; all without words.
 * @param {string[]} words
 */
async function chosenFiles(words) {
	const names = (await readdir(TESTS)).filter((name) => name.endsWith(SUFFIX)).sort();
	const chosen = names.filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
	if (chosen.length > 0) return chosen.map((name) => path.join(TESTS, name));
	const known = names.map((name) => name.slice(0, -SUFFIX.length)).join(', ');
	throw new Problem(`No end-to-end test is named like ${words.join(' ')}.`, `There are: ${known}.`);
}

/**
 * Runs the files one after the other: each brings up servers of its own, and two at once slow each other down.
 * @param {string[]} files
 */
async function runTests(files) {
	const events = run({ files, concurrency: 1, timeout: FILE_TIMEOUT_MS });
	let counts = { passed: 0, failed: 1, cancelled: 0, skipped: 0 };
	// Every file sends a summary, and so does the whole run, without a file's name.
	events.on('test:summary', (summary) => {
		if (summary.file === undefined) counts = summary.counts;
	});
	await pipeline(events, new spec(), process.stdout, { end: false });
	return { passed: counts.passed, failed: counts.failed + counts.cancelled + counts.skipped };
}

await counted(async (tally) => {
	const files = await chosenFiles(process.argv.slice(2));
	await ensureN8n(2);
	await ensureN8n(1);
	await ensureChromium();
	const packed = await step('build and pack', async () => path.basename(await packPackage()));
	tally.add(packed);
	if (packed.failed === 0) tally.add(await runTests(files));
});
