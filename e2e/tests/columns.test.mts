/** Columns of a step that has not run: the editor lists them, and people drag them into the next step. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { openCanvas, openEditor, type Editor } from '../support/browser.mts';
import { startEnvironment, type Environment } from '../support/environment.mts';
import type { N8nMajor } from '../support/folder.mts';
import { PICTURE_SIZE, takePicture } from '../support/images.mts';
import { chain, creatorAudit, manualTrigger, node } from '../support/workflow.mts';

const byTestId = (where: Page | Locator, id: string) => where.locator(`[data-test-id="${id}"]`);

for (const major of [2, 1] satisfies N8nMajor[]) {
	describe(`columns before the first run, in n8n ${major}.x`, () => {
		let environment: Environment;
		let editor: Editor;
		before(async () => {
			environment = await startEnvironment({ major });
			editor = await openEditor(environment.n8n, { viewport: PICTURE_SIZE });
		});
		afterEach(async (context) => {
			// CI keeps the pictures of a failed run.
			if ('passed' in context && !context.passed)
				await takePicture(editor.page, `columns-${major}-failed`);
		});
		after(async () => {
			await editor?.close();
			await environment?.close();
		});

		const openStep = async (name: string) =>
			await byTestId(editor.page, 'canvas-node')
				.filter({ has: editor.page.getByText(name, { exact: true }) })
				.dblclick();

		it('are listed, and one that is dragged becomes an expression that works', async () => {
			const { page } = editor;
			const { id } = await environment.rest.createWorkflow(
				chain('Columns', [
					manualTrigger(),
					creatorAudit(
						'Accounts',
						{ resource: 'account', operation: 'getAll', limit: 3 },
						environment.credential,
					),
					node('Keep', 'n8n-nodes-base.set', {}, { typeVersion: 3.4 }),
				]),
			);
			await openCanvas(editor, environment.n8n.url, id);
			await openStep('Keep');
			const input = byTestId(page, 'ndv-input-panel');
			const column = input.getByText('follower_count', { exact: true }).first();
			await column.waitFor();
			for (const name of ['id', 'platform', 'username', 'last_scrape_time'])
				await input.getByText(name, { exact: true }).first().waitFor();

			await column.hover();
			await page.mouse.down();
			const target = await byTestId(page, 'assignment-collection-drop-area').boundingBox();
			assert.ok(target);
			await page.mouse.move(target.x + 40, target.y + 10, { steps: 10 });
			await page.mouse.up();
			await byTestId(page, 'assignment').first().waitFor();
			if (major === 2) await takePicture(page, 'columns-before-first-run');
			await page.keyboard.press('Escape');
			await byTestId(page, 'execute-workflow-button').first().click();
			await page.getByText('Workflow executed successfully').first().waitFor();
			await openStep('Keep');
			const output = byTestId(page, 'output-panel');
			const followers = (await environment.sandbox.data('accounts')).map(({ follower_count }) =>
				String(follower_count),
			);
			await output.getByText('follower_count', { exact: true }).first().waitFor();
			const cells = await output.locator('tbody td').allInnerTexts();
			assert.ok(
				followers.some((count) => cells.includes(count)),
				cells.join(', '),
			);
		});

		// The page of 1.x logs errors of its own when it starts.
		if (major === 2) it('logs no error of the page', () => assert.deepEqual(editor.errors, []));
	});
}
