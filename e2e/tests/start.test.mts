/** npm start, as somebody uses it who has just cloned the project. */
import assert from 'node:assert/strict';
import { execa } from 'execa';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import { openCanvas, openEditor, searchNodes } from '../support/browser.mts';
import { waitFor } from '../support/waitFor.mts';
import { Rest, type Login } from '../support/rest.mts';
import { ensureN8n } from '../../scripts/lib/n8n.mjs';
import { readProject } from '../../scripts/scan/projectTree.mts';
import { ACTION_NODE } from '../support/package.mts';
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

describe('npm run dev', () => {
	const CHANGED = 'A description that was changed while n8n ran';
	let project: string;
	// A copy, because the test changes it.
	before(async () => {
		project = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-dev-'));
		for (const file of (await readProject(PROJECT_ROOT)).files)
			await cp(path.join(PROJECT_ROOT, file), path.join(project, file));
		await symlink(path.join(PROJECT_ROOT, 'node_modules'), path.join(project, 'node_modules'));
	});
	after(() => rm(project, { recursive: true, force: true, maxRetries: 5 }));

	const descriptionOf = async (rest: Rest): Promise<unknown> =>
		(await rest.nodeTypes()).find(({ name }) => name === ACTION_NODE)?.description;

	it('shows a change of the sources in the running n8n', async () => {
		const file = path.join(project, 'nodes/CreatorAudit/CreatorAudit.node.ts');
		const source = await readFile(file, 'utf8');
		// The tarball of these tests is not the one of the copy.
		const { CREATORAUDIT_TARBALL: _other, ...env } = process.env;
		const script = path.join(project, 'scripts/dev.mjs');
		const running = execa(process.execPath, [script], {
			cwd: project,
			env,
			extendEnv: false,
			reject: false,
			all: true,
		});
		let said = '';
		running.all.on('data', (text: Buffer) => (said += text.toString()));
		try {
			await waitFor('the welcome', () => said.includes('Ctrl+C stops everything'), {
				timeoutMs: UP_TIMEOUT_MS,
			});
			const [, url] = /n8n is running: +(\S+)/.exec(said) ?? [];
			const [, email] = /login +(\S+)/.exec(said) ?? [];
			const [, password] = /password +(\S+)/.exec(said) ?? [];
			assert.ok(url && email && password, said);
			const login = { email, password };
			const rest = await Rest.signIn({ url, folder: { n8nDir: await ensureN8n(2) } }, login);
			const before = await descriptionOf(rest);
			assert.ok(before);
			await writeFile(
				file,
				source.replace(/^(\t\tdescription:)\s*(['"]).*?\2,$/m, `$1 '${CHANGED}',`),
			);
			await waitFor('the change', async () => (await descriptionOf(rest)) === CHANGED, {
				timeoutMs: UP_TIMEOUT_MS,
			});
			// A mistake is reported, and the nodes stay.
			await writeFile(file, `${source}\nconst wrong: number = 'text';\n`);
			await waitFor('the report', () => said.includes('TS2322'), { timeoutMs: UP_TIMEOUT_MS });
			assert.equal(await descriptionOf(rest), CHANGED);
			await writeFile(file, source);
			await waitFor('the first text', async () => (await descriptionOf(rest)) === before, {
				timeoutMs: UP_TIMEOUT_MS,
			});
		} finally {
			running.kill('SIGINT');
			const { exitCode, all } = await running;
			assert.equal(exitCode, 0, all);
		}
	});
});
