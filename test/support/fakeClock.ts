import type { Clock } from '../../nodes/CreatorAudit/transport/clock';

/** Time that passes only when a test says so. */
export class FakeClock implements Clock {
	private time: number;
	private sleepers: Array<{ at: number; wake: () => void }> = [];

	constructor(startMs = 0) {
		this.time = startMs;
	}

	now(): number {
		return this.time;
	}

	async sleep(ms: number): Promise<void> {
		await new Promise<void>((wake) => this.sleepers.push({ at: this.time + ms, wake }));
	}

	/** Lets everything run that does not wait for time. */
	async settle(): Promise<void> {
		for (let turn = 0; turn < 20; turn++) await Promise.resolve();
	}

	/** Moves on by `ms`, waking sleepers in their order. */
	async advance(ms: number): Promise<void> {
		const until = this.time + ms;
		await this.settle();
		for (;;) {
			this.sleepers.sort((a, b) => a.at - b.at);
			const next = this.sleepers[0];
			if (!next || next.at > until) break;
			this.sleepers.shift();
			this.time = next.at;
			next.wake();
			await this.settle();
		}
		this.time = until;
	}
}
