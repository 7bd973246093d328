/** The workflows in examples/, imported into a real n8n and run; what Google, Slack and the model received is looked at. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { agentTests } from '../examples/agents.mts';
import { alertTests } from '../examples/alerts.mts';
import { hostileTests } from '../examples/hostile.mts';
import { reportTests } from '../examples/reports.mts';
import { waitFor } from '../support/waitFor.mts';
import {
	startExampleEnvironment,
	type ExampleEnvironment,
} from '../support/exampleEnvironment.mts';
import { readExample, stepOf, withSpreadsheet } from '../support/examples.mts';
import { jsonOf } from '../support/execution.mts';
import { lastToolResult, type ChatRequest, type Reply } from '../support/fakes/model.mts';
import { pollEvery, type Workflow } from '../support/workflow.mts';
import { readXlsx } from '../support/xlsxFile.mts';

/** An account as the API gives it, as far as it matters here. */
interface Account {
	id: string;
	username: string;
	platform: string;
	follower_count: number;
	total_post_count: number;
	view_count: number;
	like_count: number;
	last_scrape_time: string | null;
}

const POLL_SECONDS = 5;

/** A number as *Formatted Columns* write it. */
const compact = (value: unknown) =>
	new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(
		Number(value),
	);
const percent = (value: unknown, signDisplay: 'auto' | 'exceptZero' = 'auto') =>
	new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1, signDisplay }).format(
		Number(value) / 100,
	);

/** A number as the examples write it into texts. */
const shown = (number: unknown) => Number(number).toLocaleString('en-US');

describe('examples', () => {
	let environment: ExampleEnvironment;
	before(async () => {
		environment = await startExampleEnvironment({
			accounts: 30,
			creators: 12,
			firstRefreshDelayMs: 1000,
		});
	});
	after(() => environment?.close());

	const accountOf = (id: unknown) => environment.api<Account>(`/accounts/${String(id)}`);

	/** An example whose trigger polls as often as a test needs. */
	async function readTriggered(name: string): Promise<Workflow> {
		const example = await readExample(name);
		stepOf(example, 'When an account was refreshed').parameters.pollTimes = pollEvery(POLL_SECONDS);
		return example;
	}

	it('refreshed accounts become rows of a Google sheet and one Slack message', async () => {
		const { google } = environment.fakes;
		const sheet = google.open('Accounts');
		const example = await readTriggered('refreshed-accounts-to-google-sheets-and-slack');
		await environment.whileActive(withSpreadsheet(example, google.spreadsheetId), async () => {
			const { accounts: refreshed } = await environment.sandbox.refresh({ accounts: 3 });
			const ids = refreshed.map(({ id }) => id);
			const [message, ...more] = await environment.slackMessages();
			await waitFor('three rows', () => sheet.records.length >= 3);
			assert.deepEqual(sheet.rows[0], [
				'Account ID',
				'Username',
				'Platform',
				'Followers',
				'Posts',
				'Views',
				'Likes',
				'Refreshed',
			]);
			assert.deepEqual(
				sheet.records.map((row) => row['Account ID']),
				ids,
				'one row for each, the oldest refresh first',
			);
			for (const row of sheet.records) {
				const account = await accountOf(row['Account ID']);
				assert.deepEqual(Object.values(row), [
					account.id,
					account.username,
					account.platform,
					account.follower_count,
					account.total_post_count,
					account.view_count,
					account.like_count,
					account.last_scrape_time,
				]);
			}
			assert.ok(
				google.writes.every(({ valueInputOption }) => valueInputOption === 'RAW'),
				'nothing is taken for a formula',
			);
			assert.deepEqual(more, [], 'one message');
			assert.equal(message?.channel, '#social-media');
			const lines = sheet.records.map(
				(row) => `• *${row.Username}* (${row.Platform}): ${shown(row.Followers)} followers`,
			);
			assert.equal(message?.text, ['*Refreshed in CreatorAudit*', ...lines].join('\n'));

			const again = String(ids[1]);
			await environment.sandbox.refresh({ accountIds: [again] });
			assert.equal((await environment.slackMessages()).length, 1);
			const { follower_count: followers } = await accountOf(again);
			await waitFor('its row to change', () => sheet.records[1]?.Followers === followers);
			assert.deepEqual(
				sheet.records.map((row) => row['Account ID']),
				ids,
				'no row was added',
			);
		});
	});

	it('refreshed accounts become rows of a data table', async () => {
		await environment.whileActive(
			await readTriggered('refreshed-accounts-to-data-table'),
			async () => {
				const { accounts: refreshed } = await environment.sandbox.refresh({ accounts: 3 });
				const rows = await waitFor('three rows', async () => {
					const [table] = await environment.rest.dataTables();
					const found = table === undefined ? [] : await environment.rest.dataTableRows(table.id);
					return found.length >= 3 && found;
				});
				assert.deepEqual(
					rows.map((row) => row.account_id),
					refreshed.map(({ id }) => id),
				);
				for (const row of rows) {
					const account = await accountOf(row.account_id);
					assert.deepEqual(
						[row.platform, row.username, row.followers, row.views, row.likes],
						[
							account.platform,
							account.username,
							account.follower_count,
							account.view_count,
							account.like_count,
						],
					);
					assert.equal(
						Date.parse(String(row.refreshed_at)),
						Date.parse(String(account.last_scrape_time)),
					);
				}
			},
		);
	});

	it('the metrics of all accounts become an Excel file', async () => {
		await environment.sandbox.clearRequests();
		await environment.run(await readExample('account-metrics-to-xlsx'));
		const rows = readXlsx(environment.folder, 'creatoraudit-30-days.xlsx');
		const accounts = (await environment.sandbox.data('accounts')).filter((row) => row.is_active);
		assert.equal(rows.length, accounts.length);
		const ids = accounts.map(({ id }) => id);
		const metrics = await environment.api<Record<string, Record<string, number>>>(
			'/accounts/metrics',
			{
				account_ids: ids,
				period: '30d',
			},
		);
		for (const account of accounts) {
			const row = rows.find(
				({ username, platform }) => username === account.username && platform === account.platform,
			);
			const { views, likes, comments, shares } = metrics[String(account.id)] ?? {};
			assert.deepEqual(
				[row?.views, row?.likes, row?.comments, row?.shares],
				[views, likes, comments, shares],
			);
			assert.equal(row?.followers, account.follower_count);
		}
		const calls = await environment.sandbox.requests({ path: '^/accounts/metrics$' });
		assert.equal(
			calls.length,
			2,
			'one call by the workflow, whatever the number of accounts, and the one above',
		);
	});

	it('handles in a sheet are tracked, and their first numbers come back into their rows', async () => {
		const { google } = environment.fakes;
		const [known] = await environment.sandbox.data('accounts');
		const sheet = google.open('Handles', [
			['Platform', 'Handle', 'Status'],
			['Instagram', '@natgeo', ''],
			['', 'https://www.tiktok.com/@khaby.lame', ''],
			['tiktok', 'done.before', 'tracked'],
			['myspace', 'tom', ''],
			[String(known?.platform), String(known?.username), ''],
		]);
		await environment.run(
			withSpreadsheet(
				await readExample('track-handles-from-a-sheet'),
				google.spreadsheetId,
				'serviceAccount',
			),
		);

		assert.deepEqual(sheet.rows[0], [
			'Platform',
			'Handle',
			'Status',
			'Followers',
			'Posts',
			'Views',
			'Refreshed',
			'Account ID',
		]);
		const [natgeo, khaby, , wrong, existing] = sheet.records;
		const tracked = [
			[natgeo, 'natgeo', 'tracked'],
			[khaby, 'khaby.lame', 'tracked'],
			[existing, known?.username, 'was tracked already'],
		] as const;
		for (const [row, username, status] of tracked) {
			const account = await accountOf(row?.['Account ID']);
			assert.equal(account.username, username);
			assert.ok(account.follower_count > 0 && account.last_scrape_time !== null);
			assert.deepEqual(
				[row?.Status, row?.Followers, row?.Posts, row?.Views, row?.Refreshed],
				[
					status,
					account.follower_count,
					account.total_post_count,
					account.view_count,
					account.last_scrape_time,
				],
			);
		}
		assert.deepEqual(
			sheet.rows[3],
			['tiktok', 'done.before', 'tracked'],
			'a row with a status is left alone',
		);
		assert.match(String(wrong?.Status), /Platform/, 'what went wrong stands in the row');
		assert.equal(wrong?.['Account ID'], '');
		assert.ok(google.tokensFor.length > 0, 'the service account asked Google for its token');
	});

	it('the leaderboard is posted, the best creator first', async () => {
		await environment.run(await readExample('weekly-leaderboard-to-slack'));
		const top = await environment.api<Array<{ name: string; total_views: number }>>(
			'/creators/top?period=7d&limit=10',
		);
		assert.equal(top.length, 10);
		const lines = top.map(
			({ name, total_views: views }, at) => `${at + 1}. *${name}*: ${compact(views)} views`,
		);
		const messages = await environment.slackMessages();
		assert.deepEqual(
			messages.map(({ text }) => text),
			[[':trophy: *Our best creators of the last 7 days*', ...lines].join('\n')],
		);
	});

	it('an account that grows fast is announced, and one that grows slowly is not', async () => {
		const [fast, slow] = (await environment.sandbox.data('accounts'))
			.filter((row) => row.is_active)
			.map(({ id }) => String(id));
		assert.ok(fast && slow);
		await environment.whileActive(await readTriggered('growth-alert-to-slack'), async (id) => {
			await environment.sandbox.refresh({ accountIds: [fast, slow] });
			const [first] = await environment.rest.executionsOnce(id, 1);
			assert.ok(first);
			assert.equal(jsonOf(first.data, 'When an account was refreshed').length, 2);
			assert.equal(
				jsonOf(first.data, 'Keep growth above 5 %').length,
				0,
				'there is nothing to compare with yet',
			);
			const before = await accountOf(fast);

			// Each refresh brings about a day's growth, which is far below the threshold.
			await environment.sandbox.refresh({ accountIds: [slow, ...Array<string>(150).fill(fast)] });
			const messages = await environment.slackMessages();
			const { username, platform, follower_count: followers } = await accountOf(fast);
			const gained = followers - before.follower_count;
			const percent = Math.round((gained / before.follower_count) * 10_000) / 100;
			assert.ok(percent > 5, `it grew by ${percent} %`);
			assert.deepEqual(
				messages.map(({ text }) => text),
				[
					`:rocket: *${username}* on ${platform} gained ${shown(gained)} followers (+${percent} %) and now has ${shown(followers)}.`,
				],
			);
		});
	});

	it('the overview is posted as a formatted digest', async () => {
		await environment.run(await readExample('daily-overview-to-slack'));
		const { current, changes } =
			await environment.api<Record<'current' | 'changes', Record<string, number>>>(
				'/overview?period=7d',
			);
		const [message] = await environment.slackMessages();
		const [header, section, context] = message?.blocks ?? [];
		assert.deepEqual(header?.text, { type: 'plain_text', text: 'CreatorAudit: the last 7 days' });
		assert.deepEqual(
			section?.fields?.map(({ text }) => text),
			[
				`*Views*\n${compact(current.total_views)} (${percent(changes.total_views_pct, 'exceptZero')})`,
				`*Engagement rate*\n${percent(current.engagement_rate)} (${percent(changes.engagement_rate_pct, 'exceptZero')})`,
				`*Active accounts*\n${compact(current.active_accounts)}`,
				`*Posts found*\n${compact(current.account_videos)}`,
			],
		);
		assert.match(
			String(context?.elements?.[0]?.text),
			/^In brackets: change against the 7 days before · \d{1,2} \w{3} \d{4}$/,
		);
		assert.equal(message?.text, `The last 7 days: ${compact(current.total_views)} views`);
	});

	/** The agent's workflow, in which somebody has asked something. */
	async function readAsked(question: string): Promise<Workflow> {
		const example = await readExample('ask-an-ai-agent');
		example.pinData = {
			'When a question is asked': [
				{ json: { action: 'sendMessage', sessionId: 'test', chatInput: question } },
			],
		};
		return example;
	}

	it('an AI agent finds an account and its metrics by the tools', async () => {
		const { model } = environment.fakes;
		const [{ id, username }] = (await environment.sandbox.data('accounts')) as unknown as [Account];
		const question = `How did ${username} do in the last 30 days?`;
		const example = await readAsked(question);
		model.script = [
			() => ({ tool: 'Find_accounts', args: { text: username } }),
			(request) => {
				assert.ok(lastToolResult(request).includes(id), 'the search gives the ID to the model');
				return { tool: 'Get_metrics_of_accounts', args: { account_ids: id, period: '30d' } };
			},
			(request) => ({ text: lastToolResult(request) }),
		];
		const execution = await environment.run(example);

		const [first] = model.requests;
		const offered = new Map(
			first?.tools.map(({ name, parameters }) => [name, Object.keys(parameters.properties ?? {})]),
		);
		assert.deepEqual([...offered.keys()].sort(), [
			'Find_accounts',
			'Get_metrics_of_accounts',
			'Get_the_overview',
		]);
		assert.deepEqual(offered.get('Get_metrics_of_accounts'), ['account_ids', 'period']);
		assert.equal(first?.messages.at(-1)?.content, question);
		const metrics = await environment.api<Record<string, { views: number }>>('/accounts/metrics', {
			account_ids: [id],
			period: '30d',
		});
		const [answer] = jsonOf(execution.data, 'AI Agent');
		const [row] = [JSON.parse(String(answer?.output))].flat(2) as Array<Record<string, unknown>>;
		assert.deepEqual([row?.account_id, row?.period, row?.views], [id, '30d', metrics[id]?.views]);
	});

	// Version 3 has the engine call the tools; what a tool throws, neither of them tells the model as a whole.
	for (const version of [2.2, 3]) {
		it(`an AI agent of version ${version} tells the model what to correct`, async () => {
			const { model } = environment.fakes;
			const [{ username }] = (await environment.sandbox.data('accounts')) as unknown as [Account];
			const example = await readAsked(`How did ${username} do?`);
			stepOf(example, 'AI Agent').typeVersion = version;
			const ask = (account_ids: string, period: string) => ({
				tool: 'Get_metrics_of_accounts',
				args: { account_ids, period },
			});
			const told: string[] = [];
			const then = (reply: Reply) => (request: ChatRequest) => {
				told.push(lastToolResult(request));
				return reply;
			};
			model.script = [
				() => ask(username.slice(0, 3), '30d'),
				then(ask(username, 'last month')),
				then(ask(username, '30d')),
				then({ text: 'Well.' }),
			];
			await environment.run(example);
			// A name that is not tracked is a row like an unknown ID.
			assert.match(told[0] ?? '', /"found":false/);
			assert.match(told[1] ?? '', /Period: .*last month.* is none of 7d, 30d, 90d, custom\./);
			assert.match(told[2] ?? '', /"found":true,"period":"30d"/);
		});
	}

	reportTests(() => environment);
	agentTests(() => environment);
	hostileTests(() => environment);
	alertTests(() => environment);
});
