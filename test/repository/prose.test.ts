/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import * as ts from 'typescript';
import writeGood from 'write-good';

import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import { readProject } from '../../scripts/scan/projectTree.mts';

/** The prose that users read: the texts of the editor and of errors, the documents for users, and the notes on the canvas. */

const USER_DOCUMENTS =
	/^(?:README|docs\/(?:README|using|troubleshooting|trigger|limits)|examples\/README)\.md$/;

/** Participles that say what state something is in, where nobody needs to be named who brought it there. */
const STATES = [
	'added',
	'billed',
	'disabled',
	'enabled',
	'lost',
	'needed',
	'paid',
	'paused',
	'stored',
	'tracked',
	'used',
];

/** What write-good looks for here. Its lists of weasel words and adverbs name "many" and "only", which say something in these texts. */
const CHECKS = {
	passive: true,
	illusion: true,
	so: true,
	thereIs: true,
	cliches: true,
	weasel: false,
	adverb: false,
	tooWordy: false,
};

const MOST_WORDS = { editor: 25, document: 30 };

interface Prose {
	/** Where it stands. */
	file: string;
	/** Without code, links' targets and marks of emphasis; `X` stands for what is filled in. */
	text: string;
}

const read = (file: string): string => readFileSync(path.join(PROJECT_ROOT, file), 'utf8');

/** The literals of a source that read as sentences. */
function literalsOf(file: string): Prose[] {
	const found: Prose[] = [];
	const visit = (node: ts.Node): void => {
		let text = '';
		if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) text = node.text;
		else if (ts.isTemplateExpression(node))
			text =
				node.head.text +
				node.templateSpans.map(({ literal }, at) => `X${at}${literal.text}`).join('');
		const isProse = /[a-z,] [a-z]/.test(text) && text.split(' ').length >= 5 && !isWordList(text);
		if (isProse) found.push({ file, text: text.replace(/<[^>]+>/g, ' ') });
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest));
	return found;
}

/** Whether a literal is a list of names for the code, such as the first parts of a platform's addresses. */
const isWordList = (text: string): boolean =>
	/^[a-z_\- ]+$/.test(text) && text.split(' ').length > 20;

/** Paragraphs, list entries and table cells of a Markdown text. */
function blocksOf(file: string, markdown: string): Prose[] {
	return markdown
		.replace(/```[\s\S]*?```|<[^>]+>|!\[[^\]]*\]\([^)]*\)/g, ' ')
		.replace(/`[^`]*`/g, (_, at: number) => `X${at}`)
		.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
		.replace(/\*+|__/g, '')
		.split(/\n\s*\n|\n(?=\s*(?:[-#|]|\d+\.))|\|/)
		.map((block) => ({ file, text: block.replace(/\s+/g, ' ').trim() }))
		.filter(({ text }) => /[a-z] [a-z]/.test(text));
}

function notesOf(file: string): Prose[] {
	const { nodes } = JSON.parse(read(file)) as {
		nodes: Array<{ type: string; parameters: { content?: string } }>;
	};
	return nodes.flatMap(({ type, parameters: { content } }) =>
		type === 'n8n-nodes-base.stickyNote' ? blocksOf(file, content ?? '') : [],
	);
}

/** Rows of the table in CONTRIBUTING.md: the word that users read, and the words that it replaces. */
function terms(): Array<{ say: string; instead: RegExp }> {
	const [, section] = read('CONTRIBUTING.md').split('\n## Words\n');
	return [...section.split('\n## ')[0].matchAll(/^\| \*\*(.+?)\*\* \| ([^|]+) \|/gm)].map(
		([, say, words]) => ({
			say,
			instead: new RegExp(`\\b(?:${words.split(', ').join('|')})\\b`, 'i'),
		}),
	);
}

const sentencesOf = ({ text }: Prose): string[] => text.split(/(?<=[.!?:;])\s+| · /);

let editor: Prose[];
let documents: Prose[];

beforeAll(async () => {
	const { files } = await readProject(PROJECT_ROOT);
	const among = (pattern: RegExp): string[] => files.filter((file) => pattern.test(file));
	editor = among(/^(?:nodes|credentials)\/.*\.ts$/).flatMap(literalsOf);
	documents = [
		...among(USER_DOCUMENTS).flatMap((file) => blocksOf(file, read(file))),
		...among(/^examples\/.*\.json$/).flatMap(notesOf),
	];
});

/** @returns what is wrong with any of the texts, each with its place */
function findings(prose: Prose[], faultsOf: (one: Prose) => string[]): string[] {
	return prose.flatMap((one) =>
		faultsOf(one).map((fault) => `${one.file}: ${fault} in: ${one.text}`),
	);
}

const suggestionsFor = ({ text }: Prose, checks: object): string[] =>
	// A character before it, because write-good overlooks a state with which a text begins.
	writeGood(` ${text}`, { ...checks, whitelist: STATES }).map(({ reason }) => reason);

const tooLong = (most: number) => (one: Prose) =>
	sentencesOf(one)
		.filter((sentence) => sentence.split(/\s+/).length > most)
		.map((sentence) => `more than ${most} words, "${sentence.slice(0, 60)}…"`);

describe('the prose that users read', () => {
	it('is found in the sources and the documents', () => {
		expect(editor.length).toBeGreaterThan(300);
		expect(documents.length).toBeGreaterThan(300);
	});

	it('is active and to the point in the editor and in errors', () => {
		expect(findings(editor, (one) => suggestionsFor(one, CHECKS))).toEqual([]);
	});

	it('has no repeated words and no clichés in the documents', () => {
		const checks = { ...CHECKS, passive: false, thereIs: false };
		expect(findings(documents, (one) => suggestionsFor(one, checks))).toEqual([]);
	});

	it('has short sentences', () => {
		expect(findings(editor, tooLong(MOST_WORDS.editor))).toEqual([]);
		expect(findings(documents, tooLong(MOST_WORDS.document))).toEqual([]);
	});

	it('uses one word for one thing', () => {
		const list = terms();
		expect(list.length).toBeGreaterThan(10);
		expect(
			findings([...editor, ...documents], ({ text }) =>
				list.flatMap(({ say, instead }) => {
					const found = instead.exec(text);
					return found ? [`"${found[0]}" instead of "${say}"`] : [];
				}),
			),
		).toEqual([]);
	});

	it('would not pass with a passive, a long sentence or a word of the list', () => {
		expect(
			suggestionsFor({ file: '', text: 'The row was written by the step.' }, CHECKS),
		).toHaveLength(1);
		expect(tooLong(5)({ file: '', text: 'One two three four five six.' })).toHaveLength(1);
		expect(terms().some(({ instead }) => instead.test('Scrape it'))).toBe(true);
	});
});
