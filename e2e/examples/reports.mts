/** The reports of examples/: what they give to Slack, Google Sheets and QuickChart, and how many calls it takes. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ExampleEnvironment } from '../support/exampleEnvironment.mts';
import { readExample, stepOf, withSpreadsheet } from '../support/examples.mts';
import { jsonOf } from '../support/execution.mts';

type Totals = Record<'views' | 'likes' | 'comments' | 'shares' | 'engagement', number>;
interface Account {
	id: string;
	username: string;
	platform: string;
	is_active: boolean;
	follower_count: number;
}

const DAY_MS = 86_400_000;
const HISTORY_ACCOUNTS = 2000;

const compact = (value: number) =>
	new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(value);
const percentChange = (now: number, before: number) =>
	before === 0
		? '–'
		: new Intl.NumberFormat('en', {
				style: 'percent',
				maximumFractionDigits: 1,
				signDisplay: 'exceptZero',
			}).format(Math.round(((now - before) / before) * 10_000) / 10_000);
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

export function reportTests(environmentOf: () => ExampleEnvironment): void {
	/** Totals of accounts between two dates, by account. */
	const metrics = async (ids: string[], start_date: string, end_date: string) =>
		await environmentOf().api<Record<string, Totals>>('/accounts/metrics', {
			account_ids: ids,
			period: 'custom',
			start_date,
			end_date,
		});
	const activeAccounts = async () =>
		(await environmentOf().api<Account[]>('/accounts?limit=200')).filter((row) => row.is_active);

	it('the weekly report compares the week with the week before, in Slack and in a sheet', async () => {
		const environment = environmentOf();
		const { google } = environment.fakes;
		await environment.sandbox.reset({ accounts: 30, creators: 12 });
		const sheet = google.open('Report');
		await environment.sandbox.fault({
			match: { path: '^/account-videos$' },
			times: null,
			fault: {
				patch: { data: { '*': { create_time: new Date(Date.now() - DAY_MS).toISOString() } } },
			},
		});
		await environment.sandbox.clearRequests();
		const execution = await environment.run(
			withSpreadsheet(await readExample('weekly-client-report'), google.spreadsheetId),
		);
		const accounts = await activeAccounts();
		const ids = accounts.map(({ id }) => id);
		const today = Date.now();
		const [now, before] = await Promise.all([
			metrics(ids, dayOf(today - 6 * DAY_MS), dayOf(today)),
			metrics(ids, dayOf(today - 13 * DAY_MS), dayOf(today - 7 * DAY_MS)),
		]);
		const ranked = accounts
			.map((account) => ({
				...account,
				views: now[account.id]?.views ?? 0,
				previous: before[account.id]?.views ?? 0,
			}))
			.sort((a, b) => b.views - a.views);
		assert.deepEqual(
			sheet.records.map((row) => [row.Username, row.Views, row['Views the week before']]),
			ranked.map(({ username, views, previous }) => [username, views, previous]),
		);

		const [message, ...more] = await environment.slackMessages();
		assert.deepEqual(more, []);
		const [header, totals, list, best, weakest, context] = message?.blocks ?? [];
		assert.equal(header?.text?.text, `Your week: ${dayOf(today - 6 * DAY_MS)} to ${dayOf(today)}`);
		const sum = (key: 'views' | 'previous') => ranked.reduce((all, row) => all + row[key], 0);
		const change = ((sum('views') - sum('previous')) / sum('previous')) * 100;
		assert.equal(
			totals?.fields?.[0]?.text,
			`*Views*\n${compact(sum('views'))} ${change > 0 ? '▲' : '▼'} ${Math.abs(change).toFixed(1)} %`,
		);
		const lines = list?.text?.text.split('\n') ?? [];
		assert.equal(lines.length, 12, 'a heading, ten accounts, and how many more there are');
		for (const [n, { username, platform, views, previous }] of ranked.slice(0, 10).entries()) {
			const arrow = views > previous ? '▲' : views < previous ? '▼' : '■';
			assert.ok(
				lines[n + 1]?.startsWith(
					`${arrow} *${username}* (${platform}): ${compact(views)} views (${percentChange(views, previous)}), engagement `,
				),
				lines[n + 1],
			);
		}
		const posts = jsonOf(execution.data, 'Best post first').filter(({ id }) => id !== undefined);
		const expected = (
			await environment.api<Array<{ create_time: string; view_count: number }>>(
				'/account-videos?limit=200',
			)
		)
			.filter(({ create_time: time }) => dayOf(Date.parse(time)) >= dayOf(today - 6 * DAY_MS))
			.map(({ view_count: views }) => views)
			.sort((a, b) => b - a);
		assert.deepEqual(
			posts.map(({ view_count: views }) => views),
			expected,
		);
		assert.ok(expected.length >= 6, `${expected.length} posts of the week`);
		assert.match(best?.text?.text ?? '', /^\*Best posts\*\n(• .+ views https:.+\n?){3}$/);
		assert.match(weakest?.text?.text ?? '', /^\*Weakest posts\*\n(• .+ views https:.+\n?){3}$/);
		assert.match(
			context?.elements?.[0]?.text ?? '',
			new RegExp(`${dayOf(today - 13 * DAY_MS)} to ${dayOf(today - 7 * DAY_MS)}$`),
		);
		const calls = (await environment.sandbox.requests({ path: '^/accounts' })).filter(
			({ path }) => path === '/accounts/metrics',
		);
		assert.equal(calls.length, 2 + 2, 'two by the workflow, two above');
		await environment.sandbox.clearFaults();
	});

	it('the chart of the month shows the views of each day', async () => {
		const environment = environmentOf();
		const { quickChart, slack } = environment.fakes;
		const example = await readExample('monthly-chart-to-slack');
		const { options } = stepOf(example, 'Post the chart').parameters as {
			options: Record<string, unknown>;
		};
		options.channelId = 'C0FAKE';
		await environment.run(example);
		const [chart, ...more] = quickChart.charts.splice(0);
		assert.deepEqual(more, []);
		const now = new Date();
		const first = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1);
		const last = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 0);
		const days = (last - first) / DAY_MS + 1;
		assert.equal(chart?.data.labels.length, days);
		const [set, ...others] = chart.data.datasets;
		assert.deepEqual(others, []);
		assert.equal(set?.data.length, days);
		const month = await metrics(
			(await activeAccounts()).map(({ id }) => id),
			dayOf(first),
			dayOf(last),
		);
		const total = Object.values(month).reduce((sum, { views }) => sum + views, 0);
		assert.equal(
			set.data.reduce((sum, views) => sum + views, 0),
			total,
		);
		const [file] = slack.files.splice(0);
		assert.equal(file?.channel, 'C0FAKE');
		assert.ok(file.content.includes(quickChart.picture), 'the picture itself');
		assert.ok(file.comment?.endsWith(` ${total.toLocaleString('en-US')}`), file.comment);
	});

	it('the campaign report works out the cost of 1,000 views for each account', async () => {
		const environment = environmentOf();
		const { google } = environment.fakes;
		const [one, two] = (await activeAccounts()).slice(-2);
		assert.ok(one && two);
		const sheet = google.open('Campaign', [
			['Account', 'Fee'],
			[
				`https://www.${one.platform}.com/${one.platform === 'tiktok' ? '@' : ''}${one.username}`,
				500,
			],
			['nobody.has.this.name', 100],
			[two.username, 250],
			['#N/A', 10],
		]);
		const example = withSpreadsheet(await readExample('campaign-report'), google.spreadsheetId);
		const dates = [dayOf(Date.now() - 20 * DAY_MS), dayOf(Date.now() - 5 * DAY_MS)] as const;
		const { assignments } = stepOf(example, 'Your spreadsheet').parameters as {
			assignments: { assignments: Array<{ name: string; value: string }> };
		};
		assignments.assignments = assignments.assignments.map((field) =>
			field.name === 'spreadsheet'
				? field
				: { ...field, value: field.name === 'start' ? dates[0] : dates[1] },
		);
		await environment.run(example);
		const totals = await metrics([one.id, two.id], ...dates);
		const cost = (id: string, fee: number) =>
			Math.round((fee / (totals[id] as Totals).views) * 100_000) / 100;
		const [first, unknown, second, wrong] = sheet.records;
		for (const [row, { id }, fee] of [
			[first, one, 500],
			[second, two, 250],
		] as const) {
			assert.deepEqual(
				[row?.Views, row?.['Cost per 1,000 views'], row?.Status],
				[totals[id]?.views, cost(id, fee), 'counted'],
			);
		}
		assert.equal(unknown?.Status, 'not tracked in CreatorAudit');
		assert.match(String(wrong?.Status), /#N\/A/);
		const [message] = await environment.slackMessages();
		const views = Object.values(totals).reduce((sum, row) => sum + row.views, 0);
		assert.ok(
			message?.text?.endsWith(` for 860: ${((860 / views) * 1000).toFixed(2)} for 1,000 views.`),
			message?.text,
		);
	});

	it('competitors stand side by side', async () => {
		const environment = environmentOf();
		const [ours, theirs] = (await activeAccounts()).slice(-2);
		assert.ok(ours && theirs);
		for (const [{ id }, category] of [
			[ours, 'ours'],
			[theirs, 'competitor'],
		] as const)
			await environment.api(`/accounts/${id}`, { category }, 'PATCH');
		await environment.run(await readExample('competitors-side-by-side'));
		const [message] = await environment.slackMessages();
		const [, open, head, ...rows] = message?.text?.split('\n') ?? [];
		assert.equal(open, '```');
		assert.equal(rows.pop(), '```');
		const ids = [ours.id, theirs.id];
		const now = await metrics(ids, dayOf(Date.now() - 29 * DAY_MS), dayOf(Date.now()));
		const expected = [ours, theirs]
			.sort((a, b) => (now[b.id]?.views ?? 0) - (now[a.id]?.views ?? 0))
			.map(
				({ id, username, follower_count: followers }) =>
					`${id === ours.id ? '▸ ' : '  '}${username.slice(0, 20).padEnd(21)}${compact(followers).padStart(9)}${compact(now[id]?.views ?? 0).padStart(9)}`,
			);
		assert.equal(rows.length, expected.length);
		for (const [n, row] of rows.entries()) {
			assert.ok(row.startsWith(expected[n] as string), `${row} begins with ${expected[n]}`);
			assert.equal(row.length, head?.length);
		}
	});

	it('a history of 2,000 accounts takes a handful of calls', async () => {
		const environment = environmentOf();
		const { google } = environment.fakes;
		const { sandbox } = environment;
		const example = withSpreadsheet(
			await readExample('account-history-to-google-sheets'),
			google.spreadsheetId,
		);
		const calls: string[][] = [];
		for (const accounts of [20, HISTORY_ACCOUNTS]) {
			await sandbox.reset({ accounts, creators: 2, videos: 0 });
			const sheet = google.open('History');
			const active = (await sandbox.data('accounts')).filter((row) => row.is_active).length;
			await sandbox.clearRequests();
			await environment.run(example);
			assert.equal(sheet.records.length, active);
			assert.equal(
				(await sandbox.requests({ path: '^/accounts$' })).length,
				Math.ceil(active / 200),
			);
			calls.push(google.calls.map((call) => call.replace(/\d+:\d+/, 'rows')));
		}
		assert.deepEqual(calls[1], calls[0], 'as many calls for 2,000 accounts as for 20');
		const writes = calls[1]?.filter((call) => !call.startsWith('GET')) ?? [];
		assert.ok(writes.length <= 2, writes.join(', '));
		assert.ok(google.writes.every(({ valueInputOption }) => valueInputOption === 'RAW'));
	});
}
