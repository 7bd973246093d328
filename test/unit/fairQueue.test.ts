import fc from 'fast-check';

import {
	FairQueue,
	type QueuedCaller,
} from '../../nodes/CreatorAudit/transport/rateLimit/fairQueue';

type Numbered = QueuedCaller & { n: number };

function caller(n: number, more: Partial<QueuedCaller> & { group: object }): Numbered {
	const basics = { concurrency: Infinity, maxPauseMs: 0, sinceMs: 0 };
	return { ...basics, grant: () => {}, reject: () => {}, ...more, n };
}

describe('The queue of a key', () => {
	it('is in the order of an array, whatever is done to it', () => {
		const step = fc.oneof(
			{ weight: 3, arbitrary: fc.constant('add') },
			fc.constantFrom('addFirst', 'take', 'take', 'reject'),
		);
		fc.assert(
			fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
				const queue = new FairQueue();
				const group = {};
				const rejected: number[] = [];
				let model: number[] = [];
				for (const [n, what] of steps.entries()) {
					const isThird = (one: number) => one % 3 === 0;
					const reject = () => rejected.push(n);
					if (what === 'add') {
						model.push(n);
						queue.add(caller(n, { group, reject }));
					} else if (what === 'addFirst') {
						model.unshift(n);
						queue.add(caller(n, { group, reject, first: true }));
					} else if (what === 'take') {
						expect((queue.take() as Numbered | undefined)?.n).toBe(model.shift());
					} else {
						const before = rejected.length;
						queue.rejectAll((one) => (isThird((one as Numbered).n) ? 'a reason' : undefined));
						expect(rejected.slice(before).sort()).toEqual(model.filter(isThird).sort());
						model = model.filter((one) => !isThird(one));
					}
					expect(queue.size).toBe(model.length);
				}
			}),
		);
	});

	it('is left in a time that grows with its length, not with its square', () => {
		const msToEmpty = (length: number): number => {
			const queue = new FairQueue();
			const group = {};
			for (let n = 0; n < length; n++) queue.add(caller(n, { group }));
			const startedMs = performance.now();
			while (queue.size > 0) queue.take();
			return performance.now() - startedMs;
		};
		msToEmpty(20_000);
		// An array's shift takes 20 s for so many, most of it behind 50,000.
		expect(msToEmpty(400_000)).toBeLessThan(2_000);
	});

	it('gives turns to groups, urgent ones first, and no group more than its concurrency', () => {
		const queue = new FairQueue();
		const [large, small, poll] = [{}, {}, {}];
		for (let n = 0; n < 4; n++) queue.add(caller(n, { group: large, concurrency: 3 }));
		queue.add(caller(10, { group: small }));
		queue.add(caller(20, { group: poll, urgent: true }));
		const taken = Array.from({ length: 6 }, () => (queue.take() as Numbered | undefined)?.n);
		expect(taken).toEqual([20, 0, 10, 1, 2, undefined]);
		queue.answered(large);
		expect((queue.take() as Numbered).n).toBe(3);
	});
});
