/** What a user meets in n8n's editor. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { after, before, describe, it } from 'node:test';
import {
	openCanvas,
	openEditor,
	searchNodes,
	unfoldNode,
	type Editor,
} from '../support/browser.mts';
import { PICTURE_SIZE, takePicture } from '../support/images.mts';
import { ACTION_NODE } from '../support/package.mts';
import { freePort } from '../support/ports.mts';
import { startEnvironment, type Environment } from '../support/environment.mts';
import {
	chain,
	creatorAudit,
	creatorAuditCredential,
	manualTrigger,
} from '../support/workflow.mts';

describe('the editor', () => {
	let environment: Environment;
	let editor: Editor;
	before(async () => {
		environment = await startEnvironment();
		editor = await openEditor(environment.n8n, { viewport: PICTURE_SIZE });
	});
	after(async () => {
		await editor?.close();
		await environment?.close();
	});

	it('finds both nodes by "creatoraudit" in the nodes panel', async () => {
		await openCanvas(editor, environment.n8n.url);
		// n8n shows a node and its trigger as one entry with two sections.
		assert.deepEqual(await searchNodes(editor, 'creatoraudit'), ['CreatorAudit']);
		const { Triggers: triggers = [], Actions: actions = [] } = await unfoldNode(
			editor,
			'CreatorAudit',
		);
		assert.ok(triggers.length > 0, 'no trigger is offered');
		assert.ok(actions.includes('Get many accounts'), actions.join());
	});

	it('finds them by what people search for', async () => {
		const { page } = editor;
		const search = page.locator('[data-test-id="node-creator-search-bar"]');
		for (const words of ['instagram', 'tiktok', 'followers', 'influencer', 'creator analytics']) {
			await openCanvas(editor, environment.n8n.url);
			await page.keyboard.press('n');
			await search.fill(words);
			await page
				.locator('[data-test-id="node-creator-item-name"]')
				.getByText('CreatorAudit', { exact: true })
				.first()
				.waitFor();
		}
	});

	it('offers accounts From List, page by page, and finds one by its username', async () => {
		const accounts = await environment.sandbox.data('accounts');
		const request = {
			path: 'parameters.accountId',
			methodName: 'searchAccounts',
			nodeTypeAndVersion: { name: ACTION_NODE, version: 1 },
			currentNodeParameters: { resource: 'account', operation: 'get' },
			credentials: { creatorAuditApi: environment.credential },
		};
		const listed: string[] = [];
		let paginationToken: unknown;
		do {
			const page = await environment.rest.listSearch({
				...request,
				...(paginationToken === undefined ? {} : { paginationToken }),
			});
			listed.push(...page.results.map(({ value }) => value));
			paginationToken = page.paginationToken;
		} while (paginationToken !== undefined && paginationToken !== null);
		assert.deepEqual(listed.sort(), accounts.map(({ id }) => String(id)).sort());

		const [wanted] = accounts;
		const { results } = await environment.rest.listSearch({
			...request,
			filter: `@${String(wanted?.['username'])}`,
		});
		assert.ok(
			results.some(({ value }) => value === wanted?.['id']),
			JSON.stringify(results),
		);
	});

	describe('says below the output', () => {
		/** Runs a step alone and opens it. */
		async function openRun(parameters: Record<string, unknown>): Promise<void> {
			const { page } = editor;
			const { id } = await environment.rest.createWorkflow(
				chain('Hints', [manualTrigger(), creatorAudit('Ask', parameters, environment.credential)]),
			);
			await openCanvas(editor, environment.n8n.url, id);
			await page.locator('[data-test-id="execute-workflow-button"]').first().click();
			await page.getByText('Workflow executed successfully').first().waitFor();
			await page
				.locator('[data-test-id="canvas-node"]')
				.filter({ has: page.getByText('Ask', { exact: true }) })
				.dblclick();
		}
		const output = () => editor.page.locator('[data-test-id="output-panel"]');

		it('what is not tracked', async () => {
			const [account] = await environment.sandbox.data('accounts');
			await openRun({
				resource: 'account',
				operation: 'getMetrics',
				accountIds: `${String(account?.id)}, @nobody.at.all`,
			});
			await output()
				.getByText(/CreatorAudit does not track 1 of the 2 that you asked for/)
				.waitFor();
			await takePicture(editor.page, 'hint-not-tracked');
		});

		it('that filters match nothing', async () => {
			await openRun({
				resource: 'account',
				operation: 'getAll',
				filters: { q: 'nobody-is-called-that' },
			});
			await output()
				.getByText(/The filters match nothing in CreatorAudit/)
				.waitFor();
			await takePicture(editor.page, 'hint-no-match');
		});
	});

	describe('in the credential dialog', () => {
		let webPage: Server;
		before(async () => {
			webPage = createServer((_request, response) =>
				response.setHeader('content-type', 'text/html').end('<h1>Hello</h1>'),
			);
			const port = await freePort();
			await new Promise<void>((resolve) => webPage.listen(port, '127.0.0.1', resolve));
		});
		after(() => webPage?.close());

		const verdict = (apiKey: string, baseUrl = environment.sandbox.apiUrl) =>
			environment.rest.testCredential(creatorAuditCredential({ apiKey, baseUrl }));

		it('accepts a good key', async () =>
			assert.equal((await verdict(environment.sandbox.keys.full)).status, 'OK'));

		it('accepts a key that may only read', async () =>
			assert.equal((await verdict(environment.sandbox.keys.read)).status, 'OK'));

		it('accepts a key that was pasted with blanks and a line break', async () =>
			assert.equal((await verdict(`  ${environment.sandbox.keys.full}\n`)).status, 'OK'));

		it('says that a key is unknown', async () => {
			const { status, message } = await verdict('no-such-key');
			assert.equal(status, 'Error');
			assert.match(message, /does not know this API key/);
		});

		it('says that a key is disabled', async () => {
			const { status, message } = await verdict(environment.sandbox.keys.disabled);
			assert.equal(status, 'Error');
			assert.match(message, /the key is disabled/);
		});

		it('says that something else answers at the address', async () => {
			const { port } = webPage.address() as { port: number };
			const { status, message } = await verdict(
				environment.sandbox.keys.full,
				`http://127.0.0.1:${port}`,
			);
			assert.equal(status, 'Error');
			assert.match(message, /not the CreatorAudit API/);
		});

		it('reports a closed port as an error', async () => {
			const { status, message } = await verdict(
				environment.sandbox.keys.full,
				`http://127.0.0.1:${await freePort()}/v2`,
			);
			assert.equal(status, 'Error');
			assert.notEqual(message, '');
		});

		it('sends the key nowhere but to the base URL', async () => {
			const { status, message } = await verdict(
				environment.sandbox.keys.full,
				'http://api.example.com/v2',
			);
			assert.equal(status, 'Error');
			assert.match(message, /https/);
		});
	});

	it('logs no error of the page', () => assert.deepEqual(editor.errors, []));
});
