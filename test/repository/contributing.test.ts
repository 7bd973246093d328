/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';

import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';

const read = (file: string) => readFile(path.join(PROJECT_ROOT, file), 'utf8');
const yaml = async <T>(file: string) => parse(await read(file)) as T;

interface Form {
	name: string;
	description: string;
	labels: string[];
	body: {
		type: string;
		id?: string;
		attributes: { label?: string; value?: string; options?: unknown[] };
	}[];
}

interface Label {
	name: string;
	color: string;
	description: string;
}

const FORMS = '.github/ISSUE_TEMPLATE';
const formNames = async () =>
	(await readdir(path.join(PROJECT_ROOT, FORMS))).filter((name) => name !== 'config.yml');
const labels = () => yaml<Label[]>('.github/labels.yml');

describe('the issue forms', () => {
	it('are forms that GitHub shows', async () => {
		for (const name of await formNames()) {
			const form = await yaml<Form>(`${FORMS}/${name}`);
			expect([typeof form.name, typeof form.description]).toEqual(['string', 'string']);
			const asking = form.body.filter(({ type }) => type !== 'markdown');
			const ids = asking.map(({ id }) => id);
			expect(ids.every((id) => /^[a-z][\w-]*$/.test(id ?? ''))).toBe(true);
			expect(new Set(ids).size).toBe(ids.length);
			for (const { type, attributes } of form.body) {
				expect(['markdown', 'input', 'textarea', 'dropdown', 'checkboxes']).toContain(type);
				expect(type === 'markdown' ? attributes.value : attributes.label).toEqual(
					expect.any(String),
				);
				// GitHub refuses a choice that YAML reads as true or false.
				if (type === 'dropdown')
					expect(attributes.options?.every((option) => typeof option === 'string')).toBe(true);
			}
		}
	});

	it('use labels that there are', async () => {
		const known = (await labels()).map(({ name }) => name);
		for (const name of await formNames())
			expect(known).toEqual(expect.arrayContaining((await yaml<Form>(`${FORMS}/${name}`)).labels));
	});

	it('lead a security problem away from public issues', async () => {
		const { blank_issues_enabled: blank, contact_links: links } = await yaml<{
			blank_issues_enabled: boolean;
			contact_links: { url: string }[];
		}>(`${FORMS}/config.yml`);
		expect(blank).toBe(false);
		expect(links.map(({ url }) => url)).toContainEqual(
			expect.stringContaining('/security/advisories/new'),
		);
	});
});

it('labels have a name of their own, a colour and a description', async () => {
	const all = await labels();
	expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
	for (const { color, description } of all) {
		expect(String(color)).toMatch(/^[0-9a-f]{6}$/);
		// GitHub cuts what is longer.
		expect(description.length).toBeLessThanOrEqual(100);
	}
});

it('every file has an owner, and the owners are named as GitHub has it', async () => {
	const rules = (await read('.github/CODEOWNERS'))
		.split('\n')
		.filter((line) => /^[^#\s]/.test(line));
	expect(rules[0]).toMatch(/^\* /);
	for (const rule of rules) expect(rule).toMatch(/^\S+( @[\w-]+(\/[\w-]+)?)+$/);
});

it('the devcontainer runs the two commands of the README', async () => {
	const { updateContentCommand, postAttachCommand } = JSON.parse(
		await read('.devcontainer/devcontainer.json'),
	) as Record<string, string>;
	const readme = await read('README.md');
	for (const command of [updateContentCommand, postAttachCommand])
		expect(readme).toContain(`\n${command}\n`);
	expect(updateContentCommand).not.toBe(postAttachCommand);
});
