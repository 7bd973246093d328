/** README's first workflow, followed sentence by sentence in n8n's editor: each label that the text names has to be on the screen. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import { openCanvas, openEditor, searchNodes, type Editor } from '../support/browser.mts';
import { startEnvironment, type Environment } from '../support/environment.mts';
import { PICTURE_SIZE, takePicture } from '../support/images.mts';

/** The labels of each numbered step: what stands in bold, italics or as code. */
async function labelsOfReadme(): Promise<string[][]> {
	const readme = await readFile(path.join(PROJECT_ROOT, 'README.md'), 'utf8');
	const [, section = ''] = readme.split('\n## Your first workflow in five minutes\n');
	const steps = section
		.split('\n## ')[0]!
		.split(/\n(?=\d\. )/)
		.slice(1);
	return steps.map((step) =>
		[...step.replace(/!\[[^\]]*\]\([^)]*\)/g, '').matchAll(/\*\*(.+?)\*\*|\*(.+?)\*|`(.+?)`/g)].map(
			([, bold, italic, code]) => (bold ?? italic ?? code)!,
		),
	);
}

describe("README's first workflow", () => {
	let environment: Environment;
	let editor: Editor;
	let page: Page;
	let labels: string[][];
	before(async () => {
		labels = await labelsOfReadme();
		environment = await startEnvironment({ sandbox: { accounts: 12 } });
		editor = await openEditor(environment.n8n, { viewport: PICTURE_SIZE });
		page = editor.page;
	});
	afterEach(async (context) => {
		if ('passed' in context && !context.passed) await takePicture(page, 'first-workflow-failed');
	});
	after(async () => {
		await editor?.close();
		await environment?.close();
	});

	const byTestId = (id: string) => page.locator(`[data-test-id="${id}"]`);

	/** Takes a label of a step as followed. @throws AssertionError when README's step does not name it */
	function follow(step: number, label: string): void {
		const at = labels[step - 1]!.indexOf(label);
		assert.notEqual(at, -1, `step ${step} of README names "${label}"`);
		labels[step - 1]!.splice(at, 1);
	}

	/** Waits until a label of a step is on the screen. */
	async function see(step: number, label: string): Promise<void> {
		follow(step, label);
		await page.getByText(label).filter({ visible: true }).first().waitFor();
	}

	it('has five steps with labels', () => {
		assert.equal(labels.length, 5);
		for (const step of labels) assert.ok(step.length > 0);
	});

	it('step 1: the trigger is found by its name', async () => {
		await openCanvas(editor, environment.n8n.url);
		await see(1, 'Add first step');
		follow(1, 'creatoraudit');
		await searchNodes(editor, 'creatoraudit');
		await byTestId('node-creator-item-name')
			.getByText('CreatorAudit', { exact: true })
			.first()
			.click();
		await see(1, 'On account refreshed');
		await byTestId('node-creator-item-name').getByText('On account refreshed').click();
		await byTestId('ndv').waitFor();
	});

	it('step 2: the test event shows five accounts', async () => {
		await see(2, 'Poll Times');
		await byTestId('parameter-input-mode').first().click();
		follow(2, 'Every X');
		await page
			.getByRole('option', { name: 'Every X', exact: true })
			.filter({ visible: true })
			.first()
			.click();
		follow(2, '15');
		await byTestId('parameter-input-value').locator('input').first().fill('15');
		await byTestId('parameter-input-unit').first().click();
		await page.getByRole('option', { name: 'Minutes' }).filter({ visible: true }).first().click();
		await see(2, 'Fetch Test Event');
		await byTestId('trigger-execute-button').click();
		await byTestId('output-panel').getByText('5 items', { exact: true }).waitFor();
		await see(2, 'Schema');
		await see(2, 'Table');
	});

	it('step 3: the columns are there to be dragged into Edit Fields', async () => {
		await page.keyboard.press('Escape');
		await byTestId('ndv').waitFor({ state: 'hidden' });
		follow(3, 'Edit Fields');
		await searchNodes(editor, 'Edit Fields');
		await byTestId('node-creator-item-name').getByText('Edit Fields').first().click();
		await byTestId('ndv').waitFor();
		const input = byTestId('ndv-input-panel');
		for (const column of ['id', 'username', 'follower_count']) {
			follow(3, column);
			await input.getByText(column, { exact: true }).first().waitFor();
		}
		await page.keyboard.press('Escape');
		await byTestId('ndv').waitFor({ state: 'hidden' });
	});

	it('step 4: Google Sheets has what the text names', async () => {
		await see(5, 'Execute workflow');
		// n8n lists each version of a node by itself.
		const sheets = (await environment.rest.nodeTypes()).filter(
			({ name }) => name === 'n8n-nodes-base.googleSheets',
		);
		const described = JSON.stringify(sheets);
		const afterASheetIsChosen = ['id', 'Map Automatically'];
		for (const label of [...labels[3]!]) {
			follow(4, label);
			if (!afterASheetIsChosen.includes(label))
				assert.ok(described.includes(`"${label}"`), `Google Sheets has "${label}"`);
		}
	});

	it('step 5: the workflow can be executed and published', async () => {
		follow(5, 'publish');
		await page.getByText('Publish', { exact: true }).first().waitFor();
	});

	it('names nothing else in its steps', () => {
		assert.deepEqual(
			labels.flatMap((step) => step),
			// Below the steps: what the rest of the tour shows (tour.test.mts).
			['From list', 'Execute step'],
		);
	});
});
