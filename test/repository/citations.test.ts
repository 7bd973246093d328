/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import path from 'node:path';

import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import { readProject, readText } from '../../scripts/scan/projectTree.mts';
import { anchorsOf, CITATION, FORBIDDEN, LINK, withoutLineBreaks } from './citations';

const TEXT = /\.(?:[cm]?[jt]s|md|ya?ml|sh)$/;

let texts: Map<string, string>;
/** Anchors by document. */
let anchors: Map<string, Set<string>>;

beforeAll(async () => {
	const project = await readProject(PROJECT_ROOT);
	const names = project.files.filter((file) => TEXT.test(file));
	texts = new Map(
		await Promise.all(
			names.map(async (name) => [name, await readText(project, name)] as [string, string]),
		),
	);
	anchors = new Map(
		[...texts]
			.filter(([name]) => name.endsWith('.md'))
			.map(([name, text]) => [name, anchorsOf(text)]),
	);
});

/** @returns undefined for a target that exists */
function brokenBecause(document: string, anchor: string | undefined): string | undefined {
	const known = anchors.get(document);
	if (known === undefined) return 'no such document';
	return anchor === undefined || known.has(anchor) ? undefined : 'no such anchor';
}

/** Citations of documents of the repository, as "file: citation: what is wrong". */
function brokenCitations(file: string, text: string): string[] {
	return [...text.matchAll(CITATION)].flatMap(([citation, document, anchor]) => {
		const reason = brokenBecause(document, anchor);
		return reason === undefined ? [] : [`${file}: ${citation}: ${reason}`];
	});
}

/** Links of a document to anchors, in itself or in another one. */
function brokenLinks(file: string, text: string): string[] {
	return [...text.matchAll(LINK)].flatMap(([link, target, anchor]) => {
		const document = target === '' ? file : path.posix.join(path.posix.dirname(file), target);
		const reason = brokenBecause(document, anchor);
		return reason === undefined ? [] : [`${file}: ${link}: ${reason}`];
	});
}

function forbiddenForms(file: string, text: string): string[] {
	const flat = withoutLineBreaks(text);
	return FORBIDDEN.flatMap((form) => flat.match(form) ?? []).map((found) => `${file}: ${found}`);
}

/** What a check finds in all files. */
const inAllFiles = (check: (file: string, text: string) => string[]) =>
	[...texts].flatMap(([file, text]) => check(file, text));

/** A sample without its percent sign, which keeps it from being a citation in this file. */
const plain = (sample: string) => sample.replace('%', '');

describe('citations', () => {
	it('lead to a document and an anchor that exist', () => {
		expect(inAllFiles(brokenCitations)).toEqual([]);
	});

	it('are found in the code, so that the check above is not empty', () => {
		const cited = inAllFiles((_file, text) => [...text.matchAll(CITATION)].map(([found]) => found));
		expect(cited.length).toBeGreaterThan(50);
	});

	it('name no source that is not in the repository', () => {
		expect(inAllFiles(forbiddenForms)).toEqual([]);
	});

	it('name parts that contract/openapi.yaml has', () => {
		const contract = texts.get('contract/openapi.yaml') ?? '';
		const absent = inAllFiles((file, text) =>
			[...withoutLineBreaks(text).matchAll(/contract\/openapi\.yaml, schema (\w+)/g)]
				.filter(([, schema]) => !contract.includes(`\n    ${schema}:\n`))
				.map(([citation]) => `${file}: ${citation}`),
		);
		expect(absent).toEqual([]);
	});
});

it('links in documents lead to anchors that exist', () => {
	const documents = [...texts].filter(([file]) => file.endsWith('.md'));
	expect(documents.flatMap(([file, text]) => brokenLinks(file, text))).toEqual([]);
});

describe('the checks', () => {
	it.each([
		['contract/NOTES%.md#nowhere', 'no such anchor'],
		['docs/nowhere%.md#pagination', 'no such document'],
		['docs/nowhere%.md', 'no such document'],
	])('report %j', (sample, reason) => {
		expect(brokenCitations('a.ts', `/** Text (${plain(sample)}). */`)).toEqual([
			`a.ts: ${plain(sample)}: ${reason}`,
		]);
	});

	it.each([
		'(contract %notes, Errors)',
		'(contract\n * %notes, Errors)',
		'(n8n-%facts 1.2)',
		'(best\n\t// %practices, Polling)',
		' (%design, Trigger)',
		' (%contract, AccountUpdate)',
		'(notes.%md)',
		'(tra%p 11)',
	])('report %j', (form) => {
		expect(forbiddenForms('a.ts', plain(form))).not.toEqual([]);
	});

	it('know the anchors that GitHub makes of headings', () => {
		const text = [
			'# What `x` does, and [how](y.md)',
			'## Twice',
			'## Twice',
			'<a id="own"></a>',
			'```',
			'# code',
			'```',
		];
		expect([...anchorsOf(text.join('\n'))]).toEqual([
			'what-x-does-and-how',
			'twice',
			'twice-1',
			'own',
		]);
	});
});
