const probe = require('./probe');

/** Keeps what a trigger gives until Bench Read asks for it. */
class BenchSink {
	description = {
		displayName: 'Bench Sink',
		name: 'benchSink',
		group: ['transform'],
		version: 1,
		description: 'Keeps what a trigger gives',
		defaults: { name: 'Bench Sink' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	};

	async execute() {
		const events = this.getInputData().map(({ json }) => [
			json.id,
			json.last_scrape_time,
			json.event,
		]);
		probe.received.push({ at: Date.now(), events });
		return [[{ json: { events: events.length }, pairedItem: { item: 0 } }]];
	}
}

module.exports = { BenchSink };
