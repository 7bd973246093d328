/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import { anchorsOf } from './citations';

/** What README.md claims, and where the repository says how that is known, tested or measured. */

const read = (file: string): string => readFileSync(path.join(PROJECT_ROOT, file), 'utf8');
const README = read('README.md');

/** A link to a place in a document of the repository. */
const SOURCE = /\[[^\]]+\]\(([\w/.-]+\.md)#([\w-]+)\)/g;

/** The text between two others, the first one included. */
const between = (start: string, end: string): string =>
	README.slice(README.indexOf(start), README.indexOf(end, README.indexOf(start) + start.length));

/** A bullet may go on in indented lines. */
const bulletsOf = (text: string): string[] => text.match(/^- .*(?:\n {2}.*)*/gm) ?? [];

const PROMISES = bulletsOf(between('## What you can rely on', '\nAll promises'));

/** Each claim by the words with which it begins; bullets of the introduction and of the promises. */
const CLAIMS = [
	...bulletsOf(between('# n8n-nodes-creatoraudit', '## Install')),
	between("The package keeps [n8n's rules for verified nodes]", ';'),
	between('[Tested with', '\n'),
	between('1. In CreatorAudit, open', '2. In n8n, add'),
	between('n8n asks CreatorAudit at the times', '## What you can'),
	...PROMISES,
];

describe('the claims of README.md', () => {
	it('are found', () => {
		expect(PROMISES.length).toBeGreaterThanOrEqual(4);
		expect(CLAIMS.length).toBeGreaterThanOrEqual(PROMISES.length + 6);
		expect(CLAIMS.filter((claim) => claim.length < 20)).toEqual([]);
	});

	it.each(CLAIMS)('lead to a line that says how it is known: %s', (claim) => {
		const sources = [...claim.matchAll(SOURCE)];
		expect(sources).not.toEqual([]);
		for (const [, document, anchor] of sources)
			expect([...anchorsOf(read(document))]).toContain(anchor);
	});

	it.each(PROMISES)('are links where they stand in bold: %s', (promise) => {
		const [, bold] = /\*\*([^*]+)\*\*/.exec(promise)!;
		expect(bold.replace(SOURCE, '')).toMatch(/^[,. ]*$/);
	});
});
