/**
 * npm run bench: what the package costs in requests, time and memory, inside a real n8n and beside what a user would take instead.
 * `-- --short` takes two minutes; names of parts (`-- returnAll pace`) run only these. docs/performance.md explains the figures.
 */
import { parseArgs } from 'node:util';
import { runBench } from '../bench/main.mts';
import { counted } from './lib/command.mjs';

await counted(async (tally) => {
	const { values, positionals } = parseArgs({
		options: { short: { type: 'boolean', default: false } },
		allowPositionals: true,
	});
	tally.add(await runBench({ short: values.short, only: positionals }));
});
