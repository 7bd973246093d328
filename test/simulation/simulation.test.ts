import { playHistory } from './history.mts';
import { historyOf, simulate } from './seeds.mts';

const SEEDS = 3_000;
/** A slow machine plays fewer. */
const LONGEST_MS = 30_000;

describe('Simulated histories of the trigger', () => {
	it('play the same for the same seed', async () => {
		for (const seed of [3, 14, 15]) {
			const outcome = await playHistory(historyOf(seed));
			expect(await playHistory(historyOf(seed))).toEqual(outcome);
		}
	});

	it('lose no refresh, tell none twice and break no other promise, in each way in which n8n polls', async () => {
		const lines: string[] = [];
		const tally = await simulate({
			// The same seeds each time, so that a failure comes from a change; `npm run simulate -- --seeds N --from M` plays others.
			from: 1,
			seeds: SEEDS,
			longestMs: LONGEST_MS,
			say: (line) => lines.push(line),
		});
		if (!tally.isGood) throw new Error(lines.join('\n'));
		expect(tally.events).toBeGreaterThan(tally.seeds);
	}, 300_000);
});
