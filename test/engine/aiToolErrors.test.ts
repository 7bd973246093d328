import type { INode, INodeParameters } from 'n8n-workflow';

import { runAgent } from '../support/agent';
import { callByEngine } from '../support/engineAgent';
import { knownIn, type Known } from '../support/formValues';
import { sandboxedNode } from '../support/sandboxedNode';

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
const fromAi = (key: string, type = 'string') =>
	`={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`\`, '${type}') }}`;

/**
 * What n8n's AI Agents do with an error that a tool throws: up to version 2 they tell the model nothing, from version 3 on only the message,
 * and in n8n 1.x that one ends the whole workflow. So the tool does not throw; it answers with all that there is to say.
 */
describe('a failure of the node as a tool', () => {
	const node = sandboxedNode();
	let known: Known;
	const credential = () => ({ apiKey: node.sandbox.keys.full, baseUrl: node.sandbox.apiUrl });

	beforeAll(async () => {
		known = await knownIn(node.sandbox);
	});

	const WAYS: Array<
		[
			agent: string,
			call: (
				parameters: INodeParameters,
				args: Record<string, string>,
				settings?: Partial<INode>,
			) => Promise<string>,
		]
	> = [
		[
			'version 2',
			async (parameters, args) => {
				let told = '';
				const error = await runAgent(credential(), parameters, async ([tool]) => {
					told = await tool.invoke(args);
				});
				expect(error).toBeUndefined();
				return told;
			},
		],
		[
			'version 3',
			async (parameters, args, settings) => {
				const { told, error } = await callByEngine(credential(), parameters, [args], settings);
				expect(error).toBeUndefined();
				expect(told.length).toBe(1);
				return told[0];
			},
		],
	];

	describe.each(WAYS)('an agent of %s', (_, call) => {
		const told = async (...given: Parameters<typeof call>) => {
			const [{ error, ...others }] = JSON.parse(await call(...given)) as Array<
				Record<string, unknown>
			>;
			expect(others).toEqual({});
			// Plain text: a model reads no HTML.
			expect(error).not.toMatch(/<br>|&#\d/);
			return String(error);
		};
		const getAccount: INodeParameters = {
			resource: 'account',
			operation: 'get',
			accountId: { __rl: true, mode: 'list', value: fromAi('Account') },
		};

		it('hears of an unknown name, and of those that there are', async () => {
			expect(await told(getAccount, { Account: known.username.slice(0, 3) })).toMatch(
				new RegExp(
					`^Account: @${known.username.slice(0, 3)} is not tracked\\. Track it first, or correct the name\\. You track, for example: .*@${known.username} on`,
				),
			);
		});

		it('hears which form an ID has', async () => {
			const getVideo: INodeParameters = {
				resource: 'video',
				operation: 'get',
				videoId: { __rl: true, mode: 'list', value: fromAi('Video') },
			};
			expect(await told(getVideo, { Video: 'the newest one' })).toMatch(
				/^Video: "the newest one" is neither an ID nor the address of a post\. .*An ID looks like 3f2b8c1e-/,
			);
		});

		it('hears of an ID that it has made up', async () => {
			expect(await told(getAccount, { Account: UNKNOWN_ID })).toMatch(
				new RegExp(`^CreatorAudit does not know the account "${UNKNOWN_ID}"\\. Check the ID: `),
			);
		});

		it('hears which values the API takes', async () => {
			const error = await told(
				{ resource: 'api', operation: 'request', path: fromAi('Path') },
				{ Path: '/videos?order_by=last_scrape_time' },
			);
			expect(error).toMatch(
				/^CreatorAudit did not accept the values sent for videos\. Correct the fields named below\.\n(.*\n)*order_by: must be one of added_at/,
			);
			await node.sandbox.reset();
		});

		it('hears of what conflicts, and of a server in trouble', async () => {
			const track = {
				resource: 'account',
				operation: 'create',
				platform: fromAi('Platform'),
				username: fromAi('Username'),
				options: { maxAttempts: 1 },
			};
			const [{ platform, username }] = (await node.sandbox.data('accounts')) as unknown as Array<{
				platform: string;
				username: string;
			}>;
			expect(await told(track, { Platform: platform, Username: username })).toContain(
				'It exists already',
			);
			await node.sandbox.fault({ fault: { status: 503 } });
			expect(await told(track, { Platform: platform, Username: username })).toMatch(
				/^CreatorAudit has a problem at the moment\. Run the workflow again in a few minutes\./,
			);
			await node.sandbox.reset();
		});

		it('hears that nothing was found', async () => {
			const list = {
				resource: 'account',
				operation: 'getAll',
				filters: { q: fromAi('Username_Contains') },
			};
			expect(JSON.parse(await call(list, { Username_Contains: 'nobody-is-called-that' }))).toEqual([
				{ result: 'Nothing was found.' },
			]);
		});

		it('hears the same when the tool is set to continue', async () => {
			expect(
				await told(getAccount, { Account: 'nobody' }, { onError: 'continueRegularOutput' }),
			).toMatch(/^Account: @nobody is not tracked\. Track it first/);
		});
	});

	it('stops the workflow when the user wants that', async () => {
		const parameters = { resource: 'account', operation: 'get', accountId: fromAi('Account') };
		const { told, error } = await callByEngine(credential(), parameters, [{ Account: 'nobody' }], {
			onError: 'stopWorkflow',
		});
		expect({ told, error }).toEqual({ told: [], error: 'Account: @nobody is not tracked.' });
	});
});
