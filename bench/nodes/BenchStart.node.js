const probe = require('./probe');

/** Begins a measurement. Gives one item per id of the request's body, or one empty item when it has none. */
class BenchStart {
	description = {
		displayName: 'Bench Start',
		name: 'benchStart',
		group: ['transform'],
		version: 1,
		description: 'Begins a measurement',
		defaults: { name: 'Bench Start' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	};

	async execute() {
		const { about = 'time', ids } = this.getInputData()[0].json.body;
		const items = ids
			? ids.map((id, item) => ({ json: { id }, pairedItem: { item } }))
			: [{ json: {}, pairedItem: { item: 0 } }];
		if (about === 'liveHeap') await probe.settle();
		probe.start(this.getExecutionId(), about);
		return [items];
	}
}

module.exports = { BenchStart };
