/**
 * The least that reading a list through n8n can cost: n8n's own HTTP helper in a loop that follows the cursor, with no regard for rate limits,
 * failures or the form of the output.
 */
class BenchLoop {
	description = {
		displayName: 'Bench Loop',
		name: 'benchLoop',
		group: ['transform'],
		version: 1,
		description: 'Reads a list with the bare HTTP helper',
		defaults: { name: 'Bench Loop' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'creatorAuditApi', required: true }],
		properties: [{ displayName: 'URL', name: 'url', type: 'string', default: '' }],
	};

	async execute() {
		const url = this.getNodeParameter('url', 0);
		const items = [];
		let cursor;
		do {
			const qs = { limit: 200, ...(cursor && { cursor }) };
			const page = await this.helpers.httpRequestWithAuthentication.call(this, 'creatorAuditApi', {
				url,
				qs,
				json: true,
			});
			for (const json of page.data) items.push({ json, pairedItem: { item: 0 } });
			cursor = page.pagination.has_next ? page.pagination.next_cursor : undefined;
		} while (cursor);
		return [items];
	}
}

module.exports = { BenchLoop };
