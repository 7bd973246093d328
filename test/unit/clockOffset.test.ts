import { narrow, type ClockOffset } from '../../nodes/CreatorAudit/transport/rateLimit/clockOffset';

const START = Date.UTC(2026, 10, 24);
const header = (ms: number) => new Date(ms).toUTCString();

/** The offset after an answer each `everyMs`, from a server whose clock is ahead by `aheadMs` and runs `drift` too fast. */
function learnt(
	aheadMs: number,
	{ answers, everyMs, drift = 0 }: { answers: number; everyMs: number; drift?: number },
) {
	let offset: ClockOffset | undefined;
	for (let i = 0; i < answers; i++) {
		const sentMs = i * everyMs;
		const serverMs = START + aheadMs + (sentMs + 10) * (1 + drift);
		offset = narrow(offset, header(serverMs), sentMs, sentMs + 20);
	}
	return offset!;
}

describe("the offset of the server's clock", () => {
	it('is known to within about a round trip after a few answers', () => {
		const { lowMs, highMs } = learnt(600_123, { answers: 100, everyMs: 137 });
		expect(lowMs).toBeLessThanOrEqual(START + 600_123);
		expect(highMs).toBeGreaterThanOrEqual(START + 600_123);
		expect(highMs - lowMs).toBeLessThan(100);
	});

	it('never puts the server ahead of its time, though the clocks drift apart for a day', () => {
		const drift = -50e-6;
		const everyMs = 60_370;
		const answers = 1_440;
		const offset = learnt(0, { answers, everyMs, drift });
		const nowMs = (answers - 1) * everyMs;
		const trulyAheadMs = START + nowMs * drift;
		expect(offset.lowMs).toBeLessThanOrEqual(trulyAheadMs + 25);
	});

	it('starts anew when a clock was set', () => {
		const offset = narrow(
			learnt(0, { answers: 50, everyMs: 137 }),
			header(START + 3_600_000),
			7_000,
			7_020,
		);
		expect(START + 3_600_000 - offset!.lowMs).toBeGreaterThanOrEqual(7_000);
		expect(START + 3_600_000 - offset!.lowMs).toBeLessThanOrEqual(7_020);
	});

	it('stays as it is after an answer without a usable date', () => {
		const offset = learnt(0, { answers: 5, everyMs: 137 });
		expect(narrow(offset, undefined, 0, 10)).toBe(offset);
		expect(narrow(offset, 'yesterday', 0, 10)).toBe(offset);
	});
});
