/** The ten most common mistakes, made in n8n's editor. Each error is kept as a picture: what happened in one sentence, and below it what to do. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openCanvas, openEditor, type Editor } from '../support/browser.mts';
import { startEnvironment, type Environment } from '../support/environment.mts';
import { PICTURE_SIZE, takePicture } from '../support/images.mts';
import {
	chain,
	creatorAudit,
	creatorAuditCredential,
	manualTrigger,
	type CredentialReference,
} from '../support/workflow.mts';

interface Mistake {
	/** Also the picture's name. */
	name: string;
	parameters: Record<string, unknown>;
	hasWrongKey?: boolean;
	/** What happened: the error's title. */
	happened: RegExp;
	/** What to do: the text below it. */
	remedy: RegExp;
}

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** Sentences of an error's title that are read in five seconds. */
const MOST_SENTENCES = 2;
const MOST_WORDS = 40;

/** No account has it. */
const SOME_ID = '8b1f0f8e-3a55-4c62-9d5e-0a4a7b1f2c3d';

const MISTAKES: Mistake[] = [
	{
		name: 'wrong-key',
		parameters: { resource: 'account', operation: 'getAll' },
		hasWrongKey: true,
		happened: /does not accept the API key/,
		remedy: /paste the key again/,
	},
	{
		name: 'empty-account',
		parameters: { resource: 'account', operation: 'get', accountId: byId('={{ $json.id }}') },
		happened: /^Account is empty/,
		remedy: /Pick an account from the list/,
	},
	{
		name: 'unknown-username',
		parameters: {
			resource: 'account',
			operation: 'get',
			accountId: { __rl: true, mode: 'username', value: '@nobody.of.that.name' },
		},
		happened: /@nobody\.of\.that\.name is not tracked/,
		remedy: /Track it first, or correct the name/,
	},
	{
		name: 'dates-the-wrong-way-round',
		parameters: {
			resource: 'account',
			operation: 'getMetrics',
			accountIds: SOME_ID,
			period: 'custom',
			startDate: '2026-10-31',
			endDate: '2026-10-01',
		},
		happened: /2026-10-31 lies after the end date 2026-10-01/,
		remedy: /Swap the two dates/,
	},
	{
		name: 'limit-of-0',
		parameters: { resource: 'account', operation: 'getAll', limit: '={{ 0 }}' },
		happened: /Limit: "0" is not a whole number/,
		remedy: /Enter digits only/,
	},
	{
		name: 'text-in-a-number',
		parameters: { resource: 'account', operation: 'getAll', limit: '={{ "ten" }}' },
		happened: /Limit: "ten" is not a whole number/,
		remedy: /Enter digits only/,
	},
	{
		name: 'link-of-a-video-as-account',
		parameters: {
			resource: 'account',
			operation: 'create',
			platform: 'instagram',
			username: 'https://www.instagram.com/reel/C0ffeeC0ffe/',
		},
		happened: /Username: .*address of a post/,
		remedy: /natgeo/,
	},
	{
		name: 'custom-period-without-dates',
		parameters: {
			resource: 'account',
			operation: 'getMetrics',
			accountIds: SOME_ID,
			period: 'custom',
		},
		happened: /Start Date is needed/,
		remedy: /Choose both dates/,
	},
	{
		name: 'update-of-nothing',
		parameters: { resource: 'account', operation: 'update', accountId: byId(SOME_ID) },
		happened: /Update Fields: this changes nothing/,
		remedy: /An empty field stays as it is/,
	},
	{
		name: 'stopping-twice',
		parameters: {
			resource: 'account',
			operation: 'delete',
			accountId: byId(SOME_ID),
		},
		happened: /not.*(found|tracked)|does not (know|find)/i,
		remedy: /Check the ID: CreatorAudit must still track it/,
	},
];

describe('the ten most common mistakes', () => {
	let environment: Environment;
	let editor: Editor;
	let wrongKey: CredentialReference;
	before(async () => {
		environment = await startEnvironment({ sandbox: { accounts: 5 } });
		editor = await openEditor(environment.n8n, { viewport: PICTURE_SIZE });
		const { name, type, data } = creatorAuditCredential(
			{ apiKey: 'not-a-key', baseUrl: environment.sandbox.apiUrl },
			{ name: 'Wrong key' },
		);
		wrongKey = { id: await environment.rest.createCredential({ name, type, data }), name };
	});
	after(async () => {
		await editor?.close();
		await environment?.close();
	});

	for (const { name, parameters, hasWrongKey, happened, remedy } of MISTAKES) {
		it(`${name.replaceAll('-', ' ')}: says what happened and what to do`, async () => {
			const credential = hasWrongKey ? wrongKey : environment.credential;
			const step = creatorAudit('CreatorAudit', parameters, credential);
			const { id } = await environment.rest.createWorkflow(chain(name, [manualTrigger(), step]));
			await openCanvas(editor, environment.n8n.url, id);
			const { page } = editor;
			await page.locator('[data-test-id="canvas-node"]').last().dblclick();
			await page.locator('[data-test-id="node-execute-button"]').click();
			const panel = page.locator('[data-test-id="output-panel"]');
			const title = (await panel.locator('[data-test-id="node-error-message"]').innerText()).trim();
			const below = panel.locator('[data-test-id="node-error-description"]');
			const text = (await below.count()) > 0 ? (await below.innerText()).trim() : '';
			await takePicture(page, `mistake-${name}`);
			assert.match(title, happened);
			assert.match(text, remedy);
			const [first = ''] = text.split('\n');
			for (const part of [title, first]) {
				assert.ok(part.split(/(?<=[.!?])\s+/).length <= MOST_SENTENCES, part);
				assert.ok(part.split(/\s+/).length <= MOST_WORDS, part);
			}
		});
	}
});
