import type {
	IDataObject,
	INodeParameters,
	INodeProperties,
	NodeParameterValueType,
} from 'n8n-workflow';

import { runAgent, type AgentTool } from '../support/agent';
import { callByEngine } from '../support/engineAgent';
import { knownIn, parametersFor, type Known } from '../support/formValues';
import { fieldsOf, FORMS, type Form } from '../support/nodeForms';
import { sandboxedNode } from '../support/sandboxedNode';

/** The expression that the editor's button "Let the model define this parameter" makes, with the words that the user adds for the model. */
const fromAi = (key: string, description: string, type = 'string') =>
	`={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`${description}\`, '${type}') }}`;

/** The key that the editor makes of a field's name. */
const keyOf = ({ displayName }: INodeProperties): string =>
	displayName.replace(/[^a-zA-Z0-9-]/g, '_');

/** Leaves to the model what it can fill in: every text, number and locator of the operation. */
function leaveToModel(
	form: Form,
	known: Known,
): { parameters: INodeParameters; args: Record<string, unknown> } {
	const parameters = parametersFor(form, known);
	const args: Record<string, unknown> = {};
	for (const field of fieldsOf(form)) {
		const value = parameters[field.name];
		if (value === undefined || !['string', 'resourceLocator', 'json'].includes(field.type))
			continue;
		const located = field.type === 'resourceLocator';
		args[keyOf(field)] = String(
			located ? (value as { value: NodeParameterValueType }).value : value,
		);
		const filled = fromAi(keyOf(field), field.description ?? '');
		// The button leaves the mode of a locator as it is.
		parameters[field.name] = located ? { __rl: true, mode: 'list', value: filled } : filled;
	}
	return { parameters, args };
}

describe('the node as a tool of an AI agent', () => {
	const node = sandboxedNode();
	let known: Known;
	const credential = () => ({ apiKey: node.sandbox.keys.full, baseUrl: node.sandbox.apiUrl });
	const byUsername = (operation: string): INodeParameters => ({
		resource: 'account',
		operation,
		accountId: {
			__rl: true,
			mode: 'username',
			value: fromAi('Account', 'Username of the account'),
		},
	});
	const agent = async (parameters: INodeParameters, script: (tool: AgentTool) => Promise<void>) => {
		expect(
			await runAgent(credential(), parameters, async ([tool]) => await script(tool)),
		).toBeUndefined();
	};
	const rowsOf = (answer: string) => JSON.parse(answer) as Array<Record<string, unknown>>;
	const columnsOf = (rows: Array<Record<string, unknown>>) => rows.map((row) => Object.keys(row));
	const errorOf = (answer: string) => String(rowsOf(answer)[0]?.error);

	beforeAll(async () => {
		known = await knownIn(node.sandbox);
	});
	beforeEach(async () => {
		await node.sandbox.reset();
	});

	it.each(FORMS.map((form) => ({ form, title: `${form.resource}: ${form.option.name}` })))(
		'answers $title',
		async ({ form }) => {
			const { parameters, args } = leaveToModel(form, known);
			await agent(parameters, async (tool) => {
				// What the model sees: the action says when to use it, the fields what to fill in.
				expect(tool.name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
				expect(tool.description).toBe(`${form.option.action} in CreatorAudit`);
				expect(Object.keys(tool.schema.shape).sort()).toEqual(Object.keys(args).sort());
				for (const argument of Object.values(tool.schema.shape))
					expect(argument.description).toMatch(/\w+ \w+/);
				const rows = rowsOf(await tool.invoke(args));
				expect(rows.length).toBeGreaterThan(0);
				for (const row of rows) {
					expect(Object.keys(row).length).toBeGreaterThan(0);
					expect(row).not.toHaveProperty('error');
				}
				// From version 3 on, n8n's AI Agent has the engine make the calls.
				await node.sandbox.reset();
				const { told, error } = await callByEngine(credential(), parameters, [args as IDataObject]);
				expect({ error, columns: told.map(rowsOf).map(columnsOf) }).toEqual({
					error: undefined,
					columns: [columnsOf(rows)],
				});
			});
		},
	);

	it('tells operations apart by their descriptions', () => {
		const actions = FORMS.map(({ option }) => option.action);
		expect(new Set(actions).size).toBe(actions.length);
	});

	it('lets the model correct itself: the error says what is wrong and what there is instead', async () => {
		const wrong = known.username.slice(0, 3);
		await agent(byUsername('get'), async (tool) => {
			expect(errorOf(await tool.invoke({ Account: wrong }))).toMatch(
				new RegExp(
					`^Account: @${wrong} is not tracked\\. Track it first, or correct the name\\. You track, for example: .*@${known.username} on`,
				),
			);
			expect(rowsOf(await tool.invoke({ Account: known.username }))).toEqual([
				expect.objectContaining({ id: known.accountId }),
			]);
			expect(errorOf(await tool.invoke({ Account: 'not a name' }))).toContain(
				'"not a name" is neither an ID, a username nor the address of a profile',
			);
			expect(rowsOf(await tool.invoke({ Account: known.freeAccountId }))).toEqual([
				expect.objectContaining({ id: known.freeAccountId }),
			]);
		});
	});

	it('passes on what the API says is wrong', async () => {
		const parameters = { resource: 'api', operation: 'request', path: fromAi('Path', 'The path') };
		await agent(parameters, async (tool) => {
			expect(errorOf(await tool.invoke({ Path: '/videos?order_by=last_scrape_time' }))).toMatch(
				/^order_by: must be one of added_at/m,
			);
		});
		await node.sandbox.reset();
	});

	it('keeps calls that are made at the same time apart: the failure of one is not the end of the other', async () => {
		const unknown = '00000000-0000-4000-8000-000000000000';
		await node.sandbox.fault({ match: { path: known.accountId }, fault: { delayMs: 150 } });
		await node.sandbox.fault({ match: { path: known.freeAccountId }, fault: { delayMs: 300 } });
		await agent(byUsername('get'), async (tool) => {
			const [slow, failed, slower] = await Promise.allSettled([
				tool.invoke({ Account: known.accountId }),
				tool.invoke({ Account: unknown }),
				tool.invoke({ Account: known.freeAccountId }),
			]);
			expect(failed).toMatchObject({
				status: 'fulfilled',
				value: expect.stringContaining(`does not know the account \\"${unknown}\\"`),
			});
			expect(slow).toMatchObject({
				status: 'fulfilled',
				value: expect.stringContaining(known.accountId),
			});
			expect(slower).toMatchObject({
				status: 'fulfilled',
				value: expect.stringContaining(known.freeAccountId),
			});
		});
	});

	it('sees in a later call what an earlier one has changed', async () => {
		const accountName = 'just.tracked';
		await agent(byUsername('get'), async (tool) => {
			expect(errorOf(await tool.invoke({ Account: accountName }))).toContain(
				'@just.tracked is not tracked',
			);
			await runAgent(
				credential(),
				{ resource: 'account', operation: 'create', platform: 'tiktok', username: accountName },
				async ([track]) => {
					await track.invoke({});
				},
			);
			expect(rowsOf(await tool.invoke({ Account: accountName }))).toEqual([
				expect.objectContaining({ username: accountName }),
			]);
		});
	});

	it('gives the metrics of one item, and of a list in the forms that models use', async () => {
		const parameters = {
			resource: 'account',
			operation: 'getMetrics',
			accountIds: fromAi('Accounts', 'Accounts by ID or name'),
		};
		const { accountId, freeAccountId } = known;
		await agent(parameters, async (tool) => {
			const ids = async (Accounts: string) =>
				rowsOf(await tool.invoke({ Accounts })).map(({ account_id }) => account_id);
			expect(await ids(accountId)).toEqual([accountId]);
			expect(await ids(`${accountId}, ${freeAccountId}`)).toEqual([accountId, freeAccountId]);
			expect(await ids(JSON.stringify([accountId, freeAccountId]))).toEqual([
				accountId,
				freeAccountId,
			]);
			expect(await ids(`@${known.username}`)).toEqual([accountId]);
			const together = await Promise.all([ids(accountId), ids(freeAccountId)]);
			expect(together).toEqual([[accountId], [freeAccountId]]);
		});
	});
});
