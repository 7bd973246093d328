/** The least that single requests through n8n can cost: its own HTTP helper, ten at a time, with no regard for limits or failures. */
class BenchGets {
	description = {
		displayName: 'Bench Gets',
		name: 'benchGets',
		group: ['transform'],
		version: 1,
		description: 'Reads one address for each item with the bare HTTP helper',
		defaults: { name: 'Bench Gets' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'creatorAuditApi', required: true }],
		properties: [{ displayName: 'URL', name: 'url', type: 'string', default: '' }],
	};

	async execute() {
		const items = this.getInputData();
		const url = this.getNodeParameter('url', 0);
		const rows = [];
		let next = 0;
		const lane = async () => {
			while (next < items.length) {
				const item = next++;
				const { data } = await this.helpers.httpRequestWithAuthentication.call(
					this,
					'creatorAuditApi',
					{ url: `${url}/${items[item].json.id}`, json: true },
				);
				rows[item] = { json: data, pairedItem: { item } };
			}
		};
		await Promise.all(Array.from({ length: 10 }, lane));
		return [rows];
	}
}

module.exports = { BenchGets };
