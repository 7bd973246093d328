/**
 * npm run e2e: the packed tarball in real n8n servers, against the sandbox.
 * Words after it choose test files by name: `npm run e2e -- trigger start` runs those whose names contain one of them.
 */
import { ensureChromium } from '../e2e/support/browser.mts';
import { counted, step } from './lib/command.mjs';
import { ensureN8n } from './lib/n8n.mjs';
import { chosenFiles, pack, runTests } from './lib/nodeTests.mjs';

await counted(async (tally) => {
	const files = await chosenFiles('e2e/tests', process.argv.slice(2));
	await ensureN8n(2);
	await ensureN8n(1);
	await ensureChromium();
	const packed = await step('build and pack', pack);
	tally.add(packed);
	if (packed.failed === 0) tally.add(await runTests(files));
});
