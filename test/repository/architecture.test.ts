/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import { readProject } from '../../scripts/scan/projectTree.mts';

/** docs/architecture.md leads a reader through the functions by name. */
describe('docs/architecture.md', () => {
	const read = (file: string): string => readFileSync(path.join(PROJECT_ROOT, file), 'utf8');
	const text = read('docs/architecture.md');
	let files: string[];

	beforeAll(async () => {
		const project = await readProject(PROJECT_ROOT);
		files = project.files.filter((file) => /^nodes\/.*\.ts$/.test(file));
	});

	it('names functions that nodes/ declares', () => {
		const named = [...text.matchAll(/\*\*`(?:\w+\.)?(\w+)`\*\*/g)].map(([, name]) => name);
		expect(named.length).toBeGreaterThan(25);
		const sources = files.map(read).join('\n');
		const isDeclared = (name: string) =>
			new RegExp(
				`\\bfunction\\*? ${name}\\b|\\bconst ${name}\\b|^\\t(?:async )?${name}\\(`,
				'm',
			).test(sources);
		expect(named.filter((name) => !isDeclared(name))).toEqual([]);
	});

	it('names files and folders that nodes/ has', () => {
		const named = [...text.matchAll(/`([\w/]+(?:\.ts|\/))`/g)].map(([, name]) => name);
		expect(named.length).toBeGreaterThan(20);
		const isThere = (name: string) =>
			files.some((file) => `/${file}`.includes(`/${name}`)) || name === 'credentials/';
		expect(named.filter((name) => !isThere(name))).toEqual([]);
	});
});
