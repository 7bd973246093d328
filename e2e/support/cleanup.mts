/** Parts that are taken down in the reverse order of their coming up, also when a later one does not come up. */
export class Cleanup {
	readonly #steps: Array<() => Promise<void>> = [];

	/** Notes what takes a part down. @returns the part */
	add<T>(part: T, takeDown: (part: T) => Promise<void>): T {
		this.#steps.push(() => takeDown(part));
		return part;
	}

	/** Takes everything down; the first failure is thrown when all have been tried. */
	async run(): Promise<void> {
		const failures: unknown[] = [];
		for (const step of this.#steps.splice(0).reverse())
			await step().catch((error: unknown) => failures.push(error));
		if (failures.length > 0) throw failures[0];
	}

	/** Runs `work`; when it fails everything is taken down before the failure is thrown. */
	async orElse<T>(work: () => Promise<T>): Promise<T> {
		try {
			return await work();
		} catch (error) {
			await this.run().catch(() => {});
			throw error;
		}
	}
}
