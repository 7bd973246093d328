import { sandboxedNode, type Setup } from '../../support/sandboxedNode';

const HTML = /<br>|&#|&lt;|&amp;/;

/** On Error: Continue, and a sheet or a Slack message that says what became of each row. */
describe('the row of a failed item', () => {
	const node = sandboxedNode({ accounts: 3 });
	let id: string;

	beforeAll(async () => {
		id = String((await node.sandbox.data('accounts'))[0].id);
	});

	const get = async (input: Array<Record<string, string | number>>, setup: Setup = {}) =>
		await node.run(
			{
				resource: 'account',
				operation: 'get',
				accountId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			},
			{ input, onError: 'continueRegularOutput', ...setup },
		);
	const invalid = async () =>
		await node.sandbox.fault({
			match: { method: 'GET' },
			times: 1,
			fault: {
				status: 422,
				headers: { 'x-request-id': 'req-7' },
				body: {
					code: 'VALIDATION_ERROR',
					detail: 'Two <fields> are wrong & nothing was done.',
					errors: [
						{ field: 'account_id', message: 'is of another organization' },
						{ field: 'fields', message: 'must be <= 20' },
					],
				},
			},
		});

	it('says what happened and the reason for each field, as plain text', async () => {
		await invalid();
		const { json, items } = await get([{ id }, { id }]);
		const [failed] = json;
		expect(failed).toEqual({
			error: expect.stringContaining('CreatorAudit did not accept the values'),
			error_code: 'VALIDATION_ERROR',
			error_status: 422,
			request_id: 'req-7',
		});
		for (const part of [
			'Two <fields> are wrong & nothing was done.',
			'account_id: is of another organization',
			'fields: must be <= 20',
		])
			expect(failed.error).toContain(part);
		expect(failed.error).not.toMatch(HTML);
		expect(json[1].id).toBe(id);
		expect(items[0].pairedItem).toEqual({ item: 0 });
	});

	it('says it on the error output as well, beside the fields of the input', async () => {
		await invalid();
		const { errors, items } = await get([{ id, row_number: 7 }], {
			onError: 'continueErrorOutput',
			before: { name: 'Sheet', items: [{ id, row_number: 7 }] },
		});
		expect(items).toEqual([]);
		expect(errors).toHaveLength(1);
		expect(errors[0].json).toMatchObject({
			row_number: 7,
			error: expect.stringContaining('account_id: is of another organization'),
			error_code: 'VALIDATION_ERROR',
			error_status: 422,
			request_id: 'req-7',
		});
	});

	it('has no code where there is none: what was refused before anything was sent', async () => {
		const { json } = await get([{ id: 'x y' }]);
		expect(json).toEqual([{ error: expect.stringMatching(/^Account: "x y" is not an ID\./) }]);
		expect(json[0].error).toContain('An ID looks like');
	});

	it('has the code of the network where nothing answered', async () => {
		const { json } = await get([{ id }], {
			credential: { apiKey: 'key', baseUrl: 'http://127.0.0.1:9/v2' },
		});
		expect(json[0]).toMatchObject({
			error: expect.stringContaining('Nothing answers at'),
			error_code: 'ECONNREFUSED',
		});
		expect(json[0]).not.toHaveProperty('error_status');
	});

	it('still makes Retry On Fail try again', async () => {
		await invalid();
		const { json } = await get([{ id }], { retryOnFail: { maxTries: 2, waitBetweenTries: 0 } });
		expect(json[0].id).toBe(id);
	});

	it('gives an error workflow plain text, and the panel of the editor its lines', async () => {
		await invalid();
		const { error } = await get([{ id }], { onError: 'stopWorkflow' });
		expect(`${error?.message} ${error?.description}`).not.toMatch(HTML);
		expect(error?.description).toContain('\naccount_id: is of another organization\n');
		expect((error as { context?: object }).context).toMatchObject({
			descriptionTemplate: expect.stringContaining(
				'<br>account_id: is of another organization<br>fields: must be &#60;= 20<br>',
			),
		});
	});
});
