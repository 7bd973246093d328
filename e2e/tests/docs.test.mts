/** The documents: what they tell people to type is run, what they link to is there, and the messages they explain exist. */
import assert from 'node:assert/strict';
import { execa } from 'execa';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import { waitFor } from '../support/waitFor.mts';
import {
	anchorsIn,
	commandsIn,
	linksIn,
	readDocuments,
	tableBelow,
	type Document,
} from '../support/documents.mts';
import { exampleNames } from '../support/examples.mts';

/** Commands that something else runs: the file, and the words by which it does. */
const RUN_ELSEWHERE: Record<string, [file: string, words: string]> = {
	'npm test': ['.ci/run', 'run npm test'],
	'npm run scan': ['.ci/run', 'run npm run scan'],
	'npm run e2e': ['.ci/run', 'run npm run e2e'],
	'npm run bench': ['.ci/run', 'run npm run bench'],
	'npm run bench -- --short': ['.ci/run', 'run npm run bench -- --short'],
	'bash .ci/run': ['.github/workflows/ci.yml', 'run: bash .ci/run'],
	// Both are steps of npm test, and take minutes.
	'npm run lint': ['scripts/test.mjs', "tool('n8n-node', ['lint'])"],
	'npm run typecheck': ['scripts/test.mjs', "step('types', checkTypes)"],
	// The other one checks the format instead of making it.
	'npm run format': ['scripts/test.mjs', "tool('prettier', ['--check'"],
	'npm start': ['e2e/tests/start.test.mts', "'scripts/start.mjs'"],
	'npm start -- --check': ['e2e/tests/start.test.mts', "run('--check')"],
	'npm pack': ['e2e/support/package.mts', "'pack', '--json'"],
	// The package by its file, since a version that is being tested is not published yet.
	'npm install n8n-nodes-creatoraudit': [
		'e2e/support/folder.mts',
		"'install', ...INSTALL, tarball",
	],
	'CREATORAUDIT_TARBALL=file.tgz npm run e2e': [
		'e2e/support/package.mts',
		"READY_MADE = 'CREATORAUDIT_TARBALL'",
	],
	'node scripts/run.mjs docs': ['package.json', '"docs": "node scripts/run.mjs docs"'],
	// What an install of n8n needs, as docs/n8n-internals.md describes it.
	'npm i --ignore-scripts n8n@2.40.7': ['scripts/lib/n8n.mjs', "['ci', '--ignore-scripts']"],
	'npm rebuild sqlite3': ['scripts/lib/n8n.mjs', "nativeModules: ['sqlite3']"],
	'npm rebuild sqlite3 isolated-vm': ['scripts/lib/n8n.mjs', "['sqlite3', 'isolated-vm']"],
	'npm i <tarball>': ['e2e/support/folder.mts', "'install', ...INSTALL, tarball"],
	'npm run drift': ['.github/workflows/contract-drift.yml', 'npm run --silent drift'],
	'npm run drift -- FILE': ['scripts/drift.mjs', 'npm run drift -- FILE|URL'],
	'npm run drift -- https://api.creatoraudit.com/v2/openapi.json': [
		'.github/workflows/contract-drift.yml',
		'npm run --silent drift',
	],
	'npm run e2e:queue': ['.github/workflows/ci.yml', 'npm run e2e:queue'],
	'npm run dev': ['e2e/tests/start.test.mts', "'scripts/dev.mjs'"],
	'npm run newest -- latest': ['.github/workflows/newest-n8n.yml', 'npm run --silent newest --'],
	'npm run newest -- beta': ['.github/workflows/newest-n8n.yml', 'channel: [latest, beta]'],
	'npm run release:prepare -- 0.2.0': [
		'scripts/releaseRehearse.mjs',
		"'scripts/releasePrepare.mjs'",
	],
	'npm publish --access public': ['scripts/releaseRehearse.mjs', "'publish', '--access', 'public'"],
	// A release with n8n in it takes minutes, and needs everything to be committed.
	'npm run release:rehearse': ['.github/workflows/newest-n8n.yml', 'npm run release:rehearse'],
	'npm run release:check': ['.github/workflows/publish.yml', 'npm run release:check'],
	'npm run mutation': ['.github/workflows/mutation.yml', 'npm run mutation'],
	'npm run mutation -- trigger': ['.github/workflows/mutation.yml', 'npm run mutation'],
};

/** Commands whose last words choose tests: those have to exist. */
const CHOOSING: Array<[command: RegExp, exists: (word: string) => Promise<boolean>]> = [
	[
		/^(?:CREATORAUDIT_IMAGES=docs\/images )?npm run e2e -- (.+)$/,
		async (word) =>
			(await readdir(path.join(PROJECT_ROOT, 'e2e/tests'))).some((name) => name.includes(word)),
	],
	[/^npm run bench -- (\w.*)$/, async (word) => await exists(`bench/parts/${word}.mts`)],
	[/^npm test -- (.+)$/, async (word) => await exists(word)],
];

/** Commands that need what only a release has: the package on npm, or a new version. */
const ONLY_AT_A_RELEASE = [
	'npm audit signatures',
	'git push origin v0.2.0',
	'npm deprecate',
	'npm deprecate n8n-nodes-creatoraudit@0.0.1 "Not the package. Install the newest version."',
];

/** Commands that are run here, in the project's folder, each until it ends. */
const RUN_HERE: Record<string, string[]> = {
	'npm run build': ['run', 'build'],
	'npm run docs': ['run', 'docs'],
	'npm run drift -- path/to/openapi.json': ['run', 'drift', '--', 'contract/openapi.yaml'],
	// A hundred thousand seeds take hours.
	'npm run simulate -- --seeds 100000': ['run', 'simulate', '--', '--seeds', '3'],
	'npm run simulate -- --seeds N': ['run', 'simulate', '--', '--seeds', '3'],
	'npm run simulate -- --seed N': ['run', 'simulate', '--', '--seed', '7'],
	'npm run sandbox -- --help': ['run', 'sandbox', '--', '--help'],
	'npm install --save-dev --save-exact --ignore-scripts <name>': [
		'install',
		'--save-dev',
		'--save-exact',
		'--ignore-scripts',
		'yaml',
		'--dry-run',
	],
};

const COMMAND_TIMEOUT_MS = 300_000;

describe('the documents', () => {
	let documents: Document[];
	before(async () => {
		documents = await readDocuments();
	});

	it('name no command that nobody runs', async () => {
		const known = [...Object.keys(RUN_ELSEWHERE), ...Object.keys(RUN_HERE), ...ONLY_AT_A_RELEASE];
		const unknown = documents.flatMap((document) =>
			commandsIn(document)
				.filter(
					(command) =>
						!known.includes(command) &&
						!isSandbox(command) &&
						!CHOOSING.some(([form]) => form.test(command)),
				)
				.map((command) => `${document.file}: ${command}`),
		);
		assert.deepEqual(unknown, []);
		for (const [command, [file, words]] of Object.entries(RUN_ELSEWHERE)) {
			const text = await readFile(path.join(PROJECT_ROOT, file), 'utf8');
			assert.ok(text.includes(words), `${file} runs ${command}`);
		}
	});

	it('choose tests that exist', async () => {
		const missing: string[] = [];
		for (const command of documents.flatMap(commandsIn)) {
			for (const [form, isThere] of CHOOSING) {
				for (const word of form.exec(command)?.[1]?.split(' ') ?? [])
					if (!(await isThere(word))) missing.push(command);
			}
		}
		assert.deepEqual(missing, []);
	});

	for (const [command, args] of Object.entries(RUN_HERE)) {
		it(`${command} works`, { timeout: COMMAND_TIMEOUT_MS }, async () => {
			const { exitCode, all } = await execa('npm', args, {
				cwd: PROJECT_ROOT,
				reject: false,
				all: true,
				stdin: 'ignore',
			});
			assert.equal(exitCode, 0, all);
		});
	}

	it('start the sandbox as it can be started', { timeout: COMMAND_TIMEOUT_MS }, async () => {
		const commands = documents.flatMap(commandsIn).filter(isSandbox);
		assert.ok(commands.length > 2);
		for (const command of new Set(commands)) {
			const [, given = ''] = command.split(' -- ');
			// Its usual ports may be taken by the sandbox that a developer works with.
			const args = [
				'sandbox/main.mts',
				...given.split(' ').filter(Boolean),
				'--port',
				'0',
				'--control-port',
				'0',
			];
			const sandbox = execa(process.execPath, args, {
				cwd: PROJECT_ROOT,
				reject: false,
				all: true,
				stdin: 'ignore',
			});
			let said = '';
			sandbox.all.on('data', (text: Buffer) => (said += text.toString()));
			await waitFor('the sandbox', () => said.includes('sandbox ready'), {
				timeoutMs: COMMAND_TIMEOUT_MS,
			}).finally(() => sandbox.kill());
			await sandbox;
		}
	});

	it('lead to files and headings that exist', async () => {
		const broken: string[] = [];
		for (const document of documents) {
			for (const { target, file, anchor } of linksIn(document)) {
				if (file === undefined) continue;
				const headed =
					anchor === undefined ||
					documents.some((one) => one.file === file && anchorsIn(one).includes(anchor));
				if (!(await exists(file)) || !headed) broken.push(`${document.file}: ${target}`);
			}
		}
		assert.deepEqual(broken, []);
	});

	it('show every picture that there is, and those of the README by addresses that npmjs.com can show', async () => {
		const links = documents.flatMap((document) =>
			linksIn(document).map((link) => ({ ...link, from: document.file })),
		);
		const pictures = await readdir(path.join(PROJECT_ROOT, 'docs/images'));
		for (const picture of pictures) {
			const shown = links.some(({ file }) => file === `docs/images/${picture}`);
			assert.ok(shown, `${picture} is shown somewhere`);
		}
		for (const { target } of links.filter(({ from, picture }) => from === 'README.md' && picture)) {
			assert.match(target, /^https:\/\/raw\.githubusercontent\.com\//);
		}
	});

	it('describe every example', async () => {
		const [readme, examples] = ['README.md', 'examples/README.md'].map((file) =>
			documents.find((one) => one.file === file),
		);
		assert.ok(readme && examples);
		for (const name of await exampleNames()) {
			const [inReadme, inExamples] = [readme, examples].map((document) =>
				linksIn(document).map(({ file }) => file),
			);
			assert.ok(inReadme?.includes(`examples/${name}.json`), `README.md: ${name}`);
			assert.ok(
				inExamples?.includes(`examples/${name}.json`) &&
					inExamples.includes(`docs/images/example-${name}.png`),
				name,
			);
		}
	});

	it('explain messages that the nodes really give', async () => {
		const page = documents.find(({ file }) => file === 'docs/troubleshooting.md');
		assert.ok(page);
		const sources = await sourceTexts(['nodes', 'credentials']);
		const rows = tableBelow(page, 'When something goes wrong');
		assert.ok(rows.length > 10);
		for (const message of rows.flatMap(([cell = '']) =>
			[...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text),
		)) {
			const parts = message
				.split('…')
				.map((part) => part.trim())
				.filter(Boolean);
			assert.ok(
				sources.some((text) => parts.every((part) => text.includes(part))),
				message,
			);
		}
	});
});

/** A command that starts the sandbox and lets it run. */
function isSandbox(command: string): boolean {
	return /^npm run sandbox( -- |$)/.test(command) && !command.endsWith('--help');
}

/** Whether a file or folder is there. @param file from the project's root */
async function exists(file: string): Promise<boolean> {
	return await stat(path.join(PROJECT_ROOT, file)).then(
		() => true,
		() => false,
	);
}

/** Contents of all TypeScript files below some folders. */
async function sourceTexts(folders: string[]): Promise<string[]> {
	const files = await Promise.all(
		folders.map((folder) =>
			readdir(path.join(PROJECT_ROOT, folder), { recursive: true, withFileTypes: true }),
		),
	);
	const sources = files.flat().filter((entry) => entry.isFile() && entry.name.endsWith('.ts'));
	return await Promise.all(
		sources.map(({ parentPath, name }) => readFile(path.join(parentPath, name), 'utf8')),
	);
}
