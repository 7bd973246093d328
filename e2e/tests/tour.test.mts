/** A first hour with the nodes, in n8n's editor: each step begins where the one before it ended. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { openCanvas, openEditor, searchNodes, type Editor } from '../support/browser.mts';
import {
	startExampleEnvironment,
	type ExampleEnvironment,
} from '../support/exampleEnvironment.mts';
import { exampleNames, EXAMPLES, readExample, withSpreadsheet } from '../support/examples.mts';
import { PICTURE_SIZE, takePicture } from '../support/images.mts';

const byTestId = (where: Page | Locator, id: string) => where.locator(`[data-test-id="${id}"]`);

describe('a tour of the editor', () => {
	let environment: ExampleEnvironment;
	let editor: Editor;
	let page: Page;
	before(async () => {
		environment = await startExampleEnvironment();
		await environment.rest.request('DELETE', `/credentials/${environment.credential.id}`);
		editor = await openEditor(environment.n8n, { viewport: PICTURE_SIZE });
		page = editor.page;
	});
	afterEach(async (context) => {
		// CI keeps the pictures of a failed run.
		if ('passed' in context && !context.passed) await takePicture(page, 'tour-failed');
	});
	after(async () => {
		await editor?.close();
		await environment?.close();
	});

	/** Opens the entry of the nodes panel that stands for both nodes. */
	async function openEntry(): Promise<void> {
		await searchNodes(editor, 'creatoraudit');
		await byTestId(page, 'node-creator-item-name')
			.getByText('CreatorAudit', { exact: true })
			.first()
			.click();
	}

	/** Names of the columns of a table of items. */
	async function headingsOf(panel: Locator): Promise<string[]> {
		await panel.locator('th').first().waitFor();
		return (await panel.locator('th').allInnerTexts()).map((text) => text.trim()).filter(Boolean);
	}

	/** Shows the output one field below the other, where figures are not cut off, for as long as a picture takes. */
	async function pictureOfFields(panel: Locator, name: string): Promise<void> {
		const mode = byTestId(panel, 'ndv-run-data-display-mode');
		await mode.getByText('Schema').click();
		await panel.getByText('follower_count', { exact: true }).first().waitFor();
		await takePicture(page, name);
		await mode.getByText('Table').click();
	}

	/** Chooses an entry of a field with choices. */
	async function choose(field: string, entry: string): Promise<void> {
		await byTestId(page, `parameter-input-${field}`).first().click();
		await page
			.getByRole('option', { name: entry, exact: true })
			.filter({ visible: true })
			.first()
			.click();
	}

	it('the nodes panel finds both nodes, and lists their actions by resource', async () => {
		await openCanvas(editor, environment.n8n.url);
		await openEntry();
		await page.getByText('Triggers (3)').waitFor();
		await page.getByText(/^Actions \(\d+\)/).click();
		const names = byTestId(page, 'node-creator-item-name');
		// A slow machine shows the list bit by bit.
		for (const action of [
			'Get an account',
			'Track an account',
			'Get metrics of accounts',
			'Get the leaderboard of creators',
			'Make an API request',
		]) {
			await names.getByText(action, { exact: true }).waitFor();
		}
		const entries = (await names.allTextContents()).map((name) => name.trim());
		assert.deepEqual(entries.slice(0, 3), [
			'On account refreshed',
			'On new post of an account',
			'On video refreshed',
		]);
		await takePicture(page, 'nodes-panel');
		await names.getByText('Get an account').click();
		await byTestId(page, 'ndv').waitFor();
	});

	it('a credential with a wrong key is refused in plain words, and one with the right key is taken', async () => {
		await byTestId(page, 'node-credentials-slot').getByRole('button').first().click();
		const dialog = byTestId(page, 'editCredential-modal');
		const key = byTestId(dialog, 'parameter-input-apiKey').locator('input');
		await key.fill('not-a-key');
		await byTestId(dialog, 'parameter-input-baseUrl')
			.locator('input')
			.fill(environment.sandbox.apiUrl);
		await byTestId(dialog, 'credential-save-button').click();
		await dialog.getByText('More details').click();
		await dialog.getByText('CreatorAudit does not know this API key.').waitFor();
		await takePicture(page, 'credential-refused');

		await key.fill(`  ${environment.sandbox.keys.full} `);
		await byTestId(dialog, 'credential-save-button').click();
		// n8n closes the dialog when the test has passed.
		await dialog.waitFor({ state: 'hidden' });
		await byTestId(page, 'node-credentials-select').waitFor();
	});

	it('an account is picked from the list by typing, and its row comes out', async () => {
		const [, , , wanted] = await environment.sandbox.data('accounts');
		const username = String(wanted?.username);
		await byTestId(page, 'rlc-input').click();
		await byTestId(page, 'rlc-item').first().waitFor();
		await byTestId(page, 'rlc-search').fill(username.slice(0, 2));
		const found = byTestId(page, 'rlc-item').filter({ hasText: `@${username}` });
		await found.waitFor();
		await takePicture(page, 'from-list');
		await found.click();

		await byTestId(page, 'node-execute-button').click();
		const output = byTestId(page, 'output-panel');
		await output.getByText('1 item', { exact: true }).waitFor();
		assert.deepEqual((await headingsOf(output)).slice(0, 4), [
			'id',
			'platform',
			'username',
			'name',
		]);
		const cells = await output.locator('tbody td').allInnerTexts();
		for (const value of [wanted?.id, wanted?.platform, username, wanted?.follower_count]) {
			assert.ok(cells.includes(String(value)), `${String(value)} in ${cells.join(', ')}`);
		}
		await pictureOfFields(output, 'account-row');
	});

	it('the trigger fetches test events', async () => {
		await openCanvas(editor, environment.n8n.url);
		await openEntry();
		await byTestId(page, 'node-creator-item-name').getByText('On account refreshed').click();
		await choose('mode', 'Every X');
		await byTestId(page, 'parameter-input-value').locator('input').first().fill('15');
		await choose('unit', 'Minutes');
		await byTestId(page, 'trigger-execute-button').click();
		const output = byTestId(page, 'output-panel');
		await output.getByText('5 items', { exact: true }).waitFor();
		assert.deepEqual((await headingsOf(output)).slice(0, 4), [
			'event',
			'id',
			'platform',
			'username',
		]);
		await pictureOfFields(output, 'trigger-test-event');
	});

	it('an example is imported from its file, and asks for what a user has to choose', async () => {
		const name = 'refreshed-accounts-to-google-sheets-and-slack';
		await openCanvas(editor, environment.n8n.url);
		await byTestId(page, 'workflow-import-input').setInputFiles(
			path.join(EXAMPLES, `${name}.json`),
		);
		const { nodes } = await readExample(name);
		const steps = nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
		for (const step of steps) await page.getByText(step.name, { exact: true }).first().waitFor();
		assert.equal(await byTestId(page, 'canvas-node').count(), steps.length);
		await byTestId(page, 'sticky').first().waitFor();
	});

	it('each example is complete once credentials and a spreadsheet are chosen', async () => {
		const [{ id, name }] = (await environment.rest.get<Array<{ id: string; name: string }>>(
			`/credentials?filter=${encodeURIComponent('{"type":"creatorAuditApi"}')}`,
		)) as [{ id: string; name: string }];
		environment.credentials.creatorAuditApi = { id, name };
		for (const example of await exampleNames()) {
			const stored = await environment.store(
				withSpreadsheet(await readExample(example), environment.fakes.google.spreadsheetId),
			);
			await openCanvas(editor, environment.n8n.url, stored);
			await byTestId(page, 'canvas-node').first().waitFor();
			await takePicture(page, `example-${example}`);
			assert.equal(
				await byTestId(page, 'node-issues').count(),
				0,
				`${example}: no step has a red triangle`,
			);
		}
	});

	it('an example runs on the canvas, and its steps show what went through them', async () => {
		const sheet = environment.fakes.google.open('Accounts');
		const example = await readExample('refreshed-accounts-to-google-sheets-and-slack');
		const stored = await environment.store(
			withSpreadsheet(example, environment.fakes.google.spreadsheetId),
		);
		await openCanvas(editor, environment.n8n.url, stored);
		await byTestId(page, 'execute-workflow-button').click();
		await page.getByText('Workflow executed successfully').waitFor();
		assert.equal(sheet.records.length, 5);
		assert.equal((await environment.slackMessages()).length, 1);
		await takePicture(page, 'canvas');
	});

	it('refreshed accounts are rows of a data table, to be looked at in n8n', async () => {
		const stored = await environment.store(await readExample('refreshed-accounts-to-data-table'));
		await environment.rest.runManually(stored, 'When an account was refreshed');
		const [table] = await environment.rest.dataTables();
		assert.ok(table);
		const rows = await environment.rest.dataTableRows(table.id);
		assert.equal(rows.length, 5);
		await page.goto(
			`${environment.n8n.url}/projects/${await environment.rest.projectId()}/datatables/${table.id}`,
		);
		for (const { username } of rows)
			await page.getByText(String(username), { exact: true }).first().waitFor();
		await takePicture(page, 'data-table', { x: 0, y: 0, width: PICTURE_SIZE.width, height: 360 });
	});

	it('logs no error of the page', () => assert.deepEqual(editor.errors, []));
});
