/**
 * npm run simulate: seeded histories of the trigger in simulated time, in the four ways in which n8n polls (test/simulation/).
 * `-- --seeds 100000` plays as many, from seed 1 or `--from` on; `--seed N` plays one and prints it. The last line is such as
 * `100000 seeds, 0 lost, 0 twice`. `--nodes <folder>` takes the package's nodes from another checkout.
 */
import { parseArgs } from 'node:util';
import { simulate } from '../test/simulation/seeds.mts';

const { values } = parseArgs({
	options: {
		seeds: { type: 'string', default: '2000' },
		from: { type: 'string', default: '1' },
		seed: { type: 'string' },
		nodes: { type: 'string' },
	},
});
const from = Number(values.seed ?? values.from);
const seeds = values.seed === undefined ? Number(values.seeds) : 1;
if (!Number.isInteger(from) || !Number.isInteger(seeds) || seeds < 1)
	throw new Error('A seed and a number of seeds are whole numbers');
const tally = await simulate({
	from,
	seeds,
	nodesDir: values.nodes,
	say: (line) => console.log(line),
	showsAll: values.seed !== undefined,
});
console.log(String(tally));
process.exitCode = tally.isGood ? 0 : 1;
