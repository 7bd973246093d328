/** Names that harm, through every example: what Slack, Google Sheets and the Excel file get of them is text and nothing else. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ExampleEnvironment } from '../support/exampleEnvironment.mts';
import { exampleNames, readExample, stepOf, withSpreadsheet } from '../support/examples.mts';
import { TRIGGER_NODE } from '../support/package.mts';
import type { Workflow, WorkflowNode } from '../support/workflow.mts';
import { readXlsx } from '../support/xlsxFile.mts';

const CALL = '<!channel> <https://evil.example|Log in>';
const FORMULA = '=HYPERLINK("https://evil.example","Log in")';
const FAKE_LINE = 'jane\nFAKE: all is well';
const SYNTAX = '& <@U123> "}]} \\ {{ $env }}';
const HOSTILE = [CALL, FORMULA, FAKE_LINE, SYNTAX, CALL, CALL];

/** Examples in whose messages no name stands. */
const WITHOUT_NAMES = [
	'daily-overview-to-slack',
	'campaign-report',
	'monthly-chart-to-slack',
	'stop-tracking-after-approval',
];

const DAY_MS = 86_400_000;
const SLACK = 'n8n-nodes-base.slack';

/** Fields that a creator or a server fills, for the n-th row of a list. */
function hostileFields(n: number, createTime: string): Record<string, unknown> {
	const text = HOSTILE[n % HOSTILE.length] as string;
	return {
		username: text,
		name: text,
		creator_name: text,
		account_username: text,
		description: text,
		link_in_bio: text,
		video_url: `https://evil.example/?a=${text}`,
		category: 'ours',
		is_unavailable: true,
		create_time: createTime,
		view_count: n === 4 ? 50_000 : 1000,
	};
}

/** All texts in a value. */
const textsIn = (value: unknown): string[] =>
	typeof value === 'string'
		? [value]
		: value !== null && typeof value === 'object'
			? Object.values(value).flatMap(textsIn)
			: [];

const triggersOf = ({ nodes }: Workflow): WorkflowNode[] =>
	nodes.filter(({ type }) => /trigger$/i.test(type));

export function hostileTests(environmentOf: () => ExampleEnvironment): void {
	/** An example that has all it needs to run. */
	async function ready(name: string): Promise<Workflow> {
		const { fakes, sandbox } = environmentOf();
		const example = withSpreadsheet(await readExample(name), fakes.google.spreadsheetId);
		const tab = example.nodes.find(({ type }) => type === 'n8n-nodes-base.googleSheets');
		const { value = 'None' } = (tab?.parameters.sheetName ?? {}) as { value?: string };
		fakes.google.open(
			value,
			value === 'Handles'
				? [['Platform', 'Handle', 'Status'], ...HOSTILE.map((text) => ['tiktok', text, ''])]
				: value === 'Campaign'
					? [['Account', 'Fee'], ...HOSTILE.map((text) => [text, 100])]
					: [],
		);
		example.pinData = {};
		for (const { name: step, type } of triggersOf(example)) {
			if (type === '@n8n/n8n-nodes-langchain.chatTrigger') {
				const json = { action: 'sendMessage', sessionId: 'test', chatInput: CALL };
				example.pinData = { [step]: [{ json }] };
			}
			if (type === TRIGGER_NODE) {
				const rows = (await sandbox.data('accounts')).slice(0, HOSTILE.length);
				const json = rows.map((row, n) => ({
					...row,
					...hostileFields(n, new Date().toISOString()),
					event: 'account.refreshed',
					follower_count: 10_500,
					follower_count_difference: 1000,
					follower_count_percent: 10.5,
				}));
				example.pinData = { [step]: json.map((one) => ({ json: one })) };
			}
		}
		return example;
	}

	it('names that harm stay text in what every example sends', async (context) => {
		const environment = environmentOf();
		const { fakes, rest, sandbox } = environment;
		const { slack, google, model } = fakes;
		await sandbox.reset({
			// Other posts than those of the other tests, which data tables remember.
			seed: 11,
			accounts: 12,
			creators: 6,
			videos: 0,
			accountVideosPerAccount: 6,
		});
		for (const name of await exampleNames()) {
			await context.test(name, async () => {
				const createTime = name.startsWith('silent')
					? new Date(Date.now() - 8 * DAY_MS).toISOString()
					: new Date().toISOString();
				const rows = Array.from({ length: 200 }, (_, n) => [n, hostileFields(n, createTime)]);
				await sandbox.clearFaults();
				// The lists differ from those of the example before, which n8n remembers.
				await sandbox.refresh({ accounts: 1 });
				await sandbox.fault({
					match: { method: 'GET', path: '^/(accounts|account-videos|creators|creators/top)$' },
					times: null,
					fault: { patch: { data: Object.fromEntries(rows) as object } },
				});
				model.script = Array.from({ length: 5 }, () => () => ({ text: CALL }));
				slack.messages.length = 0;
				slack.files.length = 0;
				const example = await ready(name);
				if (name === 'monthly-chart-to-slack') {
					const { options } = stepOf(example, 'Post the chart').parameters as {
						options: Record<string, unknown>;
					};
					options.channelId = 'C0FAKE';
				}
				const id = await environment.store(example);
				for (const trigger of triggersOf(example)) {
					const { status, data } = await rest.runManually(id, trigger.name);
					assert.equal(data.resultData.error?.message, undefined, `${name}: ${trigger.name}`);
					assert.equal(status, 'success');
				}

				const sent = textsIn([
					slack.messages,
					slack.files.map(({ comment, title }) => [comment, title]),
				]);
				const posts = example.nodes.some(({ type }) => type === SLACK);
				assert.equal(sent.length > 0, posts, 'something was sent to Slack');
				for (const text of sent) {
					assert.doesNotMatch(text, /[<>]|&(?!amp;|lt;|gt;)/);
					assert.doesNotMatch(text, /^\W*FAKE/m, 'a name fakes no line');
				}
				if (posts && !WITHOUT_NAMES.includes(name))
					assert.ok(
						sent.some((text) => text.includes('&lt;!channel&gt;')),
						'the name was there',
					);
				for (const { valueInputOption } of google.writes) assert.equal(valueInputOption, 'RAW');
			});
		}
		await sandbox.clearFaults();
		const usernames = readXlsx(environment.folder, 'creatoraudit-30-days.xlsx').map(
			({ username }) => username,
		);
		assert.ok(usernames.includes(FORMULA), 'the Excel file has the name as a text');
	});
}
