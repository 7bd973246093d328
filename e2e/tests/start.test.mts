/** npm start, as somebody uses it who has just cloned the project. */
import assert from 'node:assert/strict';
import { execa } from 'execa';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import { openCanvas, openEditor, searchNodes } from '../support/browser.mts';
import { waitFor } from '../support/waitFor.mts';
import { Rest, type Login } from '../support/rest.mts';
import { ensureN8n } from '../../scripts/lib/n8n.mjs';
import type { Workflow } from '../support/workflow.mts';

const SCRIPT = path.join(PROJECT_ROOT, 'scripts/start.mjs');
const UP_TIMEOUT_MS = 180_000;

/** Runs `npm start` without the part that prepares the machine, which has run for these tests already. */
const run = (...args: string[]) =>
	execa(process.execPath, [SCRIPT, ...args], { cwd: PROJECT_ROOT, reject: false, all: true });

describe('npm start', () => {
	let data: string;
	before(async () => (data = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-start-'))));
	after(() => rm(data, { recursive: true, force: true, maxRetries: 5 }));

	/** Starts it, waits until it has printed the address and the login, and stops it by Ctrl+C after `work`. */
	async function whileRunning(work: (url: string, login: Login) => Promise<void>): Promise<void> {
		const running = run('--data', data);
		let said = '';
		running.all.on('data', (text: Buffer) => (said += text.toString()));
		let ended = false;
		void running.then(() => (ended = true));
		try {
			await waitFor('the welcome', () => ended || said.includes('Ctrl+C stops everything'), {
				timeoutMs: UP_TIMEOUT_MS,
			});
			const [, url] = /n8n is running: +(\S+)/.exec(said) ?? [];
			const [, email] = /login +(\S+)/.exec(said) ?? [];
			const [, password] = /password +(\S+)/.exec(said) ?? [];
			assert.ok(url && email && password, said);
			await work(url, { email, password });
		} finally {
			running.kill('SIGINT');
			const { exitCode, all } = await running;
			assert.equal(exitCode, 0, all);
		}
	}

	const workflowsOf = async (url: string, login: Login) => {
		const rest = await Rest.signIn({ url, folder: { n8nDir: await ensureN8n(2) } }, login);
		const workflows = await rest.get<Workflow[]>('/workflows');
		return workflows.map(({ id, name, active }) => ({ id, name, active }));
	};

	it('checks itself: rows through the trigger, and an Excel file', async () => {
		const { exitCode, all } = await run('--check');
		assert.equal(exitCode, 0, all);
		assert.match(all, /\d+ rows came through the trigger/);
		assert.match(all, /account\.refreshed/);
		assert.match(all, /creatoraudit-30-days\.xlsx: \d+ rows/);
	});

	it('gives an address and a login that work, keeps what was there, and ends on Ctrl+C', async () => {
		let first: unknown;
		await whileRunning(async (url, login) => {
			const editor = await openEditor({ url }, { login });
			try {
				await openCanvas(editor, url);
				assert.deepEqual(await searchNodes(editor, 'creatoraudit'), ['CreatorAudit']);
			} finally {
				await editor.close();
			}
			first = await workflowsOf(url, login);
			assert.deepEqual((first as Workflow[]).map(({ name, active }) => [name, active]).sort(), [
				['30-day metrics of all accounts to Excel', true],
				['Refreshed accounts to a data table', true],
			]);
			const second = await run('--data', data);
			assert.equal(second.exitCode, 1);
			assert.match(second.all, /is running already/);
		});
		await whileRunning(async (url, login) =>
			assert.deepEqual(await workflowsOf(url, login), first),
		);
	});

	it('says in a sentence what is wrong with an option', async () => {
		for (const [args, sentence] of [
			[['--port', 'abc'], /"abc" is no port\.\nGive a number/],
			[['--prot', '5678'], /'--prot'.*\n.*--help/],
		] as const) {
			const { exitCode, all } = await run(...args);
			assert.equal(exitCode, 1);
			assert.match(all, sentence);
			assert.doesNotMatch(all, /\n {4}at /);
		}
	});
});
