const probe = require('./probe');

/** Ends a measurement. Gives one item with its figures. */
class BenchStop {
	description = {
		displayName: 'Bench Stop',
		name: 'benchStop',
		group: ['transform'],
		version: 1,
		description: 'Ends a measurement',
		defaults: { name: 'Bench Stop' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	};

	async execute() {
		const items = this.getInputData();
		const figures = probe.stop(this.getExecutionId(), items);
		const failed = items.filter(
			({ json, error }) => error !== undefined || json.error !== undefined,
		).length;
		return [
			[
				{
					json: { ...figures, items: items.length, delivered: items.length - failed },
					pairedItem: { item: 0 },
				},
			],
		];
	}
}

module.exports = { BenchStop };
