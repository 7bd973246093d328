/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import path from 'node:path';

import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import { readProject, readText, type ProjectTree } from '../../scripts/scan/projectTree.mts';

/** The target of a Markdown link or image, without its fragment. */
const LINK = /\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g;
const NPM_RUN = /\bnpm run ([\w:-]+)/g;
const NPM_ALONE = /\bnpm (start|test)\b/g;
/** A path in backticks that starts with a folder of the project; one with a placeholder is left out. */
const PATH =
	/`((?:\.ci|\.github|bench|contract|credentials|e2e|examples|icons|nodes|sandbox|scripts|test|tools)\/[\w./-]*)`/g;

interface Manifest {
	version: string;
	scripts: Record<string, string>;
}

let project: ProjectTree;
let documents: string[];
let manifest: Manifest;

beforeAll(async () => {
	project = await readProject(PROJECT_ROOT);
	documents = project.files.filter((file) => file.endsWith('.md'));
	manifest = JSON.parse(await readText(project, 'package.json')) as Manifest;
});

/** What a pattern finds in all documents, as "document: finding". */
async function findInDocuments(
	pattern: RegExp,
	isBad: (found: string, document: string) => boolean,
): Promise<string[]> {
	const findings: string[] = [];
	for (const document of documents) {
		for (const [, found] of (await readText(project, document)).matchAll(pattern)) {
			if (isBad(found, document)) findings.push(`${document}: ${found}`);
		}
	}
	return findings;
}

function isInProject(file: string): boolean {
	const name = file.replace(/\/$/, '');
	return (
		project.files.includes(name) || project.files.some((other) => other.startsWith(`${name}/`))
	);
}

describe('the documents', () => {
	it('include README, CONTRIBUTING, SECURITY, CHANGELOG and LICENSE', () => {
		expect(documents).toEqual(
			expect.arrayContaining([
				'README.md',
				'CONTRIBUTING.md',
				'SECURITY.md',
				'CHANGELOG.md',
				'LICENSE.md',
			]),
		);
	});

	it('begin in each top folder with a README', () => {
		const folders = new Set(
			project.files.filter((file) => /^[^.]+\//.test(file)).map((file) => file.split('/')[0]),
		);
		expect([...folders].filter((folder) => !documents.includes(`${folder}/README.md`))).toEqual([]);
	});

	it('link to files that exist', async () => {
		const isBroken = (target: string, document: string) =>
			!/^[a-z]+:/i.test(target) &&
			!isInProject(path.posix.join(path.posix.dirname(document), target));
		expect(await findInDocuments(LINK, isBroken)).toEqual([]);
	});

	it('name folders and files that exist', async () => {
		expect(await findInDocuments(PATH, (file) => !isInProject(file))).toEqual([]);
	});

	it('name for each promise of SECURITY.md a test that exists', async () => {
		const rows = (await readText(project, 'SECURITY.md'))
			.split('\n')
			.filter((line) => line.startsWith('| ') && !/^\| (?:promise|-+) /.test(line));
		expect(rows.length).toBeGreaterThan(10);
		for (const row of rows) {
			const column = row.split('|').at(-2) ?? '';
			const tests = [...column.matchAll(/`([^`]+)`/g)].map(([, name]) =>
				name.includes('/') ? name : `test/faults/hostile/${name}`,
			);
			const missing = tests.filter((test) => !isInProject(test));
			expect({ row, isNamed: tests.length > 0, missing }).toEqual({
				row,
				isNamed: true,
				missing: [],
			});
		}
	});

	it('name commands that exist', async () => {
		const isUnknown = (name: string) => !(name in manifest.scripts);
		expect(await findInDocuments(NPM_RUN, isUnknown)).toEqual([]);
		expect(await findInDocuments(NPM_ALONE, isUnknown)).toEqual([]);
	});

	it('show every command of package.json to contributors', async () => {
		const text = await readText(project, 'CONTRIBUTING.md');
		const absent = Object.keys(manifest.scripts).filter(
			(name) =>
				![`npm run ${name}`, `npm ${name}`].some((command) =>
					new RegExp(`\`${command}[\` ]`).test(text),
				),
		);
		expect(absent).toEqual([]);
	});

	it('have a changelog that begins with the version in package.json', async () => {
		const versions = [
			...(await readText(project, 'CHANGELOG.md')).matchAll(
				/^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$/gm,
			),
		];
		expect(versions[0]?.[1]).toBe(manifest.version);
	});
});

it('every command of package.json has its script', () => {
	const commands = Object.values(manifest.scripts).flatMap(
		(line) => /scripts\/run\.mjs (\S+)/.exec(line)?.[1] ?? [],
	);
	expect(commands.filter((command) => !project.files.includes(`scripts/${command}.mjs`))).toEqual(
		[],
	);
});
