/** Stops started parts in reverse order, also when a later part fails to start. */
export class Cleanup {
	readonly #steps: Array<() => Promise<void>> = [];

	/** Registers how to stop a part. @returns the part */
	add<T>(part: T, takeDown: (part: T) => Promise<void>): T {
		this.#steps.push(() => takeDown(part));
		return part;
	}

	/** Stops all parts. @throws the first failure, after all of them were tried */
	async run(): Promise<void> {
		const failures: unknown[] = [];
		for (const step of this.#steps.splice(0).reverse())
			await step().catch((error: unknown) => failures.push(error));
		if (failures.length > 0) throw failures[0];
	}

	/** Runs `work`. If it fails, stops all parts and rethrows. */
	async orElse<T>(work: () => Promise<T>): Promise<T> {
		try {
			return await work();
		} catch (error) {
			await this.run().catch(() => {});
			throw error;
		}
	}
}
