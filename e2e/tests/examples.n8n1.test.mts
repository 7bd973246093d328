/** The scheduled examples in the last 1.x, which has older versions of the same steps. Its command line starts them. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startSandbox, type Sandbox } from '../../sandbox/client.mts';
import { executeWorkflow, importCredentials, importWorkflows } from '../support/cli.mts';
import {
	readExample,
	withCredentials,
	withSpreadsheet,
	type CredentialChoice,
} from '../support/examples.mts';
import { jsonOf, type ExecutionData } from '../support/execution.mts';
import { makeUserFolder, type UserFolder } from '../support/folder.mts';
import { startFakes, type Fakes } from '../support/fakes/proxy.mts';
import { creatorAuditCredential, manualTrigger } from '../support/workflow.mts';
import { readXlsx } from '../support/xlsxFile.mts';

const ACCOUNTS = 10;

describe('examples in n8n 1.x', () => {
	let fakes: Fakes;
	let sandbox: Sandbox;
	let folder: UserFolder;
	let choice: CredentialChoice;
	before(async () => {
		fakes = await startFakes();
		sandbox = await startSandbox({ accounts: ACCOUNTS });
		folder = await makeUserFolder({ major: 1 });
		const credentials = [
			creatorAuditCredential({ apiKey: sandbox.keys.full, baseUrl: sandbox.apiUrl }),
			{
				id: 'google',
				name: 'Google Sheets',
				type: 'googleSheetsOAuth2Api',
				data: fakes.google.signedIn,
			},
			{ id: 'slack', name: 'Slack', type: 'slackApi', data: fakes.slack.credential },
		];
		await importCredentials(folder, credentials);
		choice = Object.fromEntries(credentials.map(({ id, name, type }) => [type, { id, name }]));
	});
	after(async () => {
		await Promise.all([sandbox?.stop(), fakes?.stop()]);
		await folder?.remove();
	});

	/** Runs an example once; the command line starts only workflows that begin with a manual trigger. */
	async function run(name: string): Promise<ExecutionData> {
		const example = withCredentials(
			withSpreadsheet(await readExample(name), fakes.google.spreadsheetId),
			choice,
		);
		const [schedule, ...steps] = example.nodes;
		assert.equal(schedule?.type, 'n8n-nodes-base.scheduleTrigger');
		const id = name.slice(0, 16);
		await importWorkflows(folder, [
			{ ...example, id, nodes: [manualTrigger(schedule.name), ...steps] },
		]);
		return await executeWorkflow(folder, id, fakes.env);
	}

	it('the leaderboard is posted', async () => {
		const data = await run('weekly-leaderboard-to-slack');
		const [best] = jsonOf(data, 'Get the best creators');
		const [message] = fakes.slack.messages.splice(0);
		assert.match(
			String(message?.text),
			new RegExp(`^:trophy: .*\\n1\\. \\*${String(best?.name)}\\*: [\\d.]+[KM]? views\\n`),
		);
	});

	it('the overview is posted', async () => {
		await run('daily-overview-to-slack');
		const [message] = fakes.slack.messages.splice(0);
		assert.match(
			String(message?.blocks?.[1]?.fields?.[0]?.text),
			/^\*Views\*\n[\d.]+[KM]? \([+-]?[\d.]+%\)$/,
		);
	});

	it('a handle in a sheet is tracked, and its numbers come back', async () => {
		const sheet = fakes.google.open('Handles', [
			['Platform', 'Handle', 'Status'],
			['tiktok', '@khaby.lame', ''],
		]);
		await run('track-handles-from-a-sheet');
		const [row] = sheet.records;
		assert.equal(row?.Status, 'tracked');
		assert.ok(Number(row?.Followers) > 0 && typeof row?.Followers === 'number');
	});

	it('the metrics of all accounts become an Excel file', async () => {
		await run('account-metrics-to-xlsx');
		const active = (await sandbox.data('accounts')).filter((account) => account.is_active);
		const rows = readXlsx(folder, 'creatoraudit-30-days.xlsx');
		assert.deepEqual(
			rows.map(({ username }) => username).sort(),
			active.map(({ username }) => username).sort(),
		);
	});
});
