/** Commands and links in the project's Markdown files. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';

/** Folders with Markdown files, relative to the project's root. Not recursive. */
const FOLDERS = [
	'.',
	'bench',
	'contract',
	'credentials',
	'docs',
	'e2e',
	'examples',
	'icons',
	'nodes',
	'sandbox',
	'scripts',
	'test',
	'tools',
];

/** Pictures in the README need whole addresses, because npmjs.com shows it too. */
const RAW = 'https://raw.githubusercontent.com/n8n-nodes-creatoraudit/n8n-nodes-creatoraudit/main/';

export interface Document {
	/** Relative to the project's root, with slashes. */
	file: string;
	text: string;
}

export interface Link {
	/** As written in the document. */
	target: string;
	/** Relative to the project's root; undefined for an external URL. */
	file?: string;
	/** Fragment, without #. */
	anchor?: string;
	picture: boolean;
}

export async function readDocuments(): Promise<Document[]> {
	const found: Document[] = [];
	for (const folder of FOLDERS) {
		const names = await readdir(path.join(PROJECT_ROOT, folder)).catch(() => []);
		for (const name of names.filter((one) => one.endsWith('.md')).sort()) {
			const file = path.posix.join(folder, name);
			found.push({ file, text: await readFile(path.join(PROJECT_ROOT, file), 'utf8') });
		}
	}
	return found;
}

/** Commands in blocks marked `sh`, and in inline code that begins with the name of a program. */
export function commandsIn({ text }: Document): string[] {
	const lines = [...text.matchAll(/^```sh\n([^]*?)^```/gm)].flatMap(([, block = '']) =>
		block.split('\n'),
	);
	const inline = [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
	const programs = /^(?:[A-Z_]+=\S+ )*(?:npm|npx|node|bash|docker|curl|git) [^()]+$/;
	return [
		...lines.map((line) => line.replace(/\s+#.*$/, '').trim()).filter(Boolean),
		...inline.filter((code) => programs.test(code)),
	];
}

/** Targets of links and pictures. */
export function linksIn({ file, text }: Document): Link[] {
	return [...withoutBlocks(text).matchAll(/(!?)\[[^\]]*\]\(([^)\s]+)\)/g)].map(
		([, mark, target = '']) => {
			const picture = mark === '!';
			const local = picture && target.startsWith(RAW) ? `/${target.slice(RAW.length)}` : target;
			if (/^[a-z]+:/.test(local)) return { target, picture };
			const [where = '', anchor] = local.split('#');
			const from = where.startsWith('/')
				? where.slice(1)
				: path.posix.join(path.posix.dirname(file), where);
			return { target, file: where === '' ? file : path.posix.normalize(from), anchor, picture };
		},
	);
}

/** Anchors of the headings, as GitHub makes them. */
export function anchorsIn({ text }: Document): string[] {
	return [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
		heading
			.trim()
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.replaceAll(' ', '-'),
	);
}

/** Body rows of the first table below a heading, as cells. */
export function tableBelow({ text }: Document, heading: string): string[][] {
	const section = text.slice(text.indexOf(`\n## ${heading}\n`));
	const table = /(?:^\|.*\n)+/m.exec(section)?.[0].trim().split('\n') ?? [];
	return table.slice(2).map((row) =>
		row
			.split('|')
			.slice(1, -1)
			.map((cell) => cell.trim()),
	);
}

function withoutBlocks(text: string): string {
	return text.replace(/^```[^]*?^```/gm, '');
}
