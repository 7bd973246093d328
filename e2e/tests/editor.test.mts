/** What a user meets in n8n's editor. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openCanvas, openEditor, searchNodes, unfoldNode, type Editor } from '../support/browser.mts';
import { openRoom, type Room } from '../support/room.mts';
import { ACTION_NODE } from '../support/package.mts';

describe('the editor', () => {
	let room: Room;
	let editor: Editor;
	before(async () => {
		room = await openRoom();
		editor = await openEditor(room.n8n);
	});
	after(async () => {
		await editor?.close();
		await room?.close();
	});

	it('finds both nodes by "creatoraudit" in the nodes panel', async () => {
		await openCanvas(editor, room.n8n.url);
		// n8n shows a node and its trigger as one entry with two sections.
		assert.deepEqual(await searchNodes(editor, 'creatoraudit'), ['CreatorAudit']);
		const { Triggers: triggers = [], Actions: actions = [] } = await unfoldNode(editor, 'CreatorAudit');
		assert.ok(triggers.length > 0, 'no trigger is offered');
		assert.ok(actions.includes('Get many accounts'), actions.join());
	});

	it('offers accounts From List, page by page, and finds one by its username', async () => {
		const accounts = await room.sandbox.data('accounts');
		const request = {
			path: 'parameters.accountId',
			methodName: 'searchAccounts',
			nodeTypeAndVersion: { name: ACTION_NODE, version: 1 },
			currentNodeParameters: { resource: 'account', operation: 'get' },
			credentials: { creatorAuditApi: room.credential },
		};
		const listed: string[] = [];
		let paginationToken: unknown;
		do {
			const page = await room.rest.listSearch({ ...request, ...(paginationToken === undefined ? {} : { paginationToken }) });
			listed.push(...page.results.map(({ value }) => value));
			paginationToken = page.paginationToken;
		} while (paginationToken !== undefined && paginationToken !== null);
		assert.deepEqual(listed.sort(), accounts.map(({ id }) => String(id)).sort());

		const [wanted] = accounts;
		const { results } = await room.rest.listSearch({ ...request, filter: `@${String(wanted?.['username'])}` });
		assert.ok(
			results.some(({ value }) => value === wanted?.['id']),
			JSON.stringify(results),
		);
	});

	it('logs no error of the page', () => assert.deepEqual(editor.errors, []));
});
