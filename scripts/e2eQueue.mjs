/** npm run e2e:queue: the package in n8n's queue mode, a main process and two workers on Redis and PostgreSQL. */
import { ensureQueueServices } from '../e2e/queue/services.mts';
import { counted, step } from './lib/command.mjs';
import { ensureN8n } from './lib/n8n.mjs';
import { chosenFiles, pack, runTests } from './lib/nodeTests.mjs';

await counted(async (tally) => {
	const files = await chosenFiles('e2e/queue', process.argv.slice(2));
	await ensureN8n(2);
	await ensureQueueServices();
	const packed = await step('build and pack', pack);
	tally.add(packed);
	if (packed.failed === 0) tally.add(await runTests(files));
});
