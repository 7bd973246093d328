import fc from 'fast-check';

import { Line } from '../../nodes/CreatorAudit/transport/rateLimit/deque';

describe('A line of those who wait', () => {
	it('is in the same order as an array would be, whatever is done to it', () => {
		const writeKey = fc.oneof(
			{ weight: 3, arbitrary: fc.constant('add') },
			fc.constantFrom('addFirst', 'take', 'take', 'remove'),
		);
		fc.assert(
			fc.property(fc.array(writeKey, { maxLength: 60 }), (deeds) => {
				const line = new Line<number>();
				let model: number[] = [];
				for (const [n, what] of deeds.entries()) {
					const isThird = (entry: number) => entry % 3 === 0;
					if (what === 'add') {
						model.push(n);
						line.add(n);
					} else if (what === 'addFirst') {
						model.unshift(n);
						line.addFirst(n);
					} else if (what === 'take') {
						expect(line.take()).toBe(model.shift());
					} else {
						expect(line.remove(isThird)).toEqual(model.filter(isThird));
						model = model.filter((entry) => !isThird(entry));
					}
					expect([line.length, line.next, [...line]]).toEqual([model.length, model[0], model]);
				}
			}),
		);
	});

	it('is left in a time that grows with its length, not with its square', () => {
		const msToEmpty = (length: number): number => {
			const line = new Line<number>();
			for (let n = 0; n < length; n++) line.add(n);
			const startedMs = performance.now();
			while (line.length > 0) line.take();
			return performance.now() - startedMs;
		};
		msToEmpty(20_000);
		// An array's shift takes 20 s for so many, most of it behind 50,000.
		expect(msToEmpty(400_000)).toBeLessThan(2_000);
	});
});
