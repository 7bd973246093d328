import { knownIn, type Known } from '../support/formValues';
import { sandboxedNode, type Setup } from '../support/sandboxedNode';

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

describe('a failure', () => {
	const node = sandboxedNode();
	let known: Known;

	beforeAll(async () => {
		known = await knownIn(node.sandbox);
	});
	beforeEach(async () => {
		await node.sandbox.reset();
	});

	const run = async (values: Parameters<typeof node.run>[0], setup?: Setup) =>
		await node.run({ resource: 'account', operation: 'get', ...values }, setup);
	const input = [{ id: 0 }, { id: 1 }, { id: 2 }];
	const parameters = () => ({
		accountId: {
			__rl: true,
			mode: 'id',
			value: `={{ ["${known.accountId}", "${UNKNOWN_ID}", "${known.freeAccountId}"][$json.id] }}`,
		},
	});

	it('ends the run with an error that names the item', async () => {
		const { error, items } = await run(parameters(), { input });
		expect(error?.message).toBe(`CreatorAudit does not know the account "${UNKNOWN_ID}"`);
		expect(error).toMatchObject({ context: { itemIndex: 1 }, httpCode: '404' });
		expect(error?.description).toContain('Request ID: ');
		expect(items).toEqual([]);
	});

	it('takes the place of its item when the node continues', async () => {
		const { items, error } = await run(parameters(), { input, onError: 'continueRegularOutput' });
		expect(error).toBeUndefined();
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(items[1].json).toEqual({
			error: expect.stringMatching(
				new RegExp(`^CreatorAudit does not know the account "${UNKNOWN_ID}"\\. Check the ID: `),
			),
			error_code: 'NOT_FOUND',
			error_status: 404,
			request_id: expect.stringMatching(/^req_/),
		});
	});

	it('goes to the error output, paired with its item, and leaves the others alone', async () => {
		const { items, errors } = await run(parameters(), { input, onError: 'continueErrorOutput' });
		expect(items.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			[known.accountId, { item: 0 }],
			[known.freeAccountId, { item: 2 }],
		]);
		expect(errors.map(({ json }) => json)).toEqual([
			{ error: `CreatorAudit does not know the account "${UNKNOWN_ID}"` },
		]);
		// By this, n8n adds the fields of the input item.
		expect(errors[0].pairedItem).toEqual({ item: 1 });
	});

	it('is tried again by Retry On Fail, and all rows are there afterwards', async () => {
		await node.sandbox.fault({
			match: { path: known.accountId },
			times: 1,
			fault: { status: 500 },
		});
		const { json, error } = await run(
			{
				accountId: {
					__rl: true,
					mode: 'id',
					value: `={{ $json.id ? "${known.accountId}" : "${known.freeAccountId}" }}`,
				},
				options: { maxAttempts: 1 },
			},
			{ input: [{ id: 0 }, { id: 1 }], retryOnFail: { maxTries: 2, waitBetweenTries: 10 } },
		);
		expect(error).toBeUndefined();
		expect(json.map(({ id }) => id)).toEqual([known.freeAccountId, known.accountId]);
	});
});
