import fc from 'fast-check';

import { Deque } from '../../nodes/CreatorAudit/transport/rateLimit/deque';

describe('A deque', () => {
	it('keeps the order of an array in any sequence of operations', () => {
		const step = fc.oneof(
			{ weight: 3, arbitrary: fc.constant('add') },
			fc.constantFrom('addFirst', 'take', 'take', 'remove'),
		);
		fc.assert(
			fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
				const deque = new Deque<number>();
				let model: number[] = [];
				for (const [n, what] of steps.entries()) {
					const isThird = (entry: number) => entry % 3 === 0;
					if (what === 'add') {
						model.push(n);
						deque.add(n);
					} else if (what === 'addFirst') {
						model.unshift(n);
						deque.addFirst(n);
					} else if (what === 'take') {
						expect(deque.take()).toBe(model.shift());
					} else {
						expect(deque.remove(isThird)).toEqual(model.filter(isThird));
						model = model.filter((entry) => !isThird(entry));
					}
					expect([deque.length, deque.next, [...deque]]).toEqual([model.length, model[0], model]);
				}
			}),
		);
	});

	it('is emptied in linear time', () => {
		const msToEmpty = (length: number): number => {
			const deque = new Deque<number>();
			for (let n = 0; n < length; n++) deque.add(n);
			const startedMs = performance.now();
			while (deque.length > 0) deque.take();
			return performance.now() - startedMs;
		};
		msToEmpty(20_000);
		// An array's shift takes 20 s for so many, most of it behind 50,000.
		expect(msToEmpty(400_000)).toBeLessThan(2_000);
	});
});
