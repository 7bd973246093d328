/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodePropertyOptions } from 'n8n-workflow';

import { CreatorAudit } from '../../nodes/CreatorAudit/CreatorAudit.node';
import { operationsDoc } from '../../scripts/lib/operationsDoc.mts';
import { standingOf } from '../../scripts/lib/standing.mts';
import { CALLS, NOT_OFFERED } from '../support/contractSchemas';
import { allFieldsOf, FORMS } from '../support/nodeForms';
import { OUTPUT_SCHEMAS } from '../support/outputSchemas';

const read = (name: string) => readFileSync(path.resolve(__dirname, '../..', name), 'utf8');
const { description } = new CreatorAudit();

describe('docs/operations.md', () => {
	const file = read('docs/operations.md');

	it('is what `node scripts/run.mjs docs` makes of the node', () => {
		expect(
			operationsDoc(description, OUTPUT_SCHEMAS, standingOf(read('contract/openapi.yaml'))),
		).toBe(file);
	});

	it('marks what is not in the documentation of the API', () => {
		const { operations, fields } = standingOf(read('contract/openapi.yaml'));
		expect(operations).toMatchObject({
			'DELETE /accounts/{}': 'inferred',
			'GET /account-videos': 'mentioned',
		});
		expect(operations).not.toHaveProperty(['GET /accounts']);
		expect(fields['GET /videos']).toEqual(['platform', 'is_active']);
		expect(file).toMatch(/^\| Account \| Stop Tracking \|.*\| inferred \|$/m);
		const [, videos] = file.split('### Video: Get Many');
		expect(videos.split('\n### ')[0]).toMatch(/Filters → Platform .*checked with each answer/);
		const [, posts] = file.split('### Account Video: Get Many');
		expect(posts.split('\n### ')[0]).toContain('names this call and has no page on it');
	});

	it.each(FORMS.map((form) => ({ form, title: `${form.resource}.${form.operation}` })))(
		'describes $title with all its fields',
		({ form }) => {
			const sections = file.split('\n### ');
			const section = sections.find((text) =>
				text.includes(`resource \`${form.resource}\`, operation \`${form.operation}\`.`),
			);
			for (const { property } of allFieldsOf(form)) {
				if (property.type !== 'collection') expect(section).toContain(`| \`${property.name}\` |`);
			}
		},
	);

	it('names each call of the API, and each of its parameters that has no field', () => {
		const withoutNames = (text: string) => text.replace(/\{\w+\}/g, '{}');
		expect(
			CALLS.map(({ method, route }) => `\`${method} ${route}\``).filter(
				(call) => !withoutNames(file).includes(withoutNames(call)),
			),
		).toEqual([]);
		const [, without] = /\n## What has no field of its own\n([^]*?)\n## /.exec(file)!;
		expect(NOT_OFFERED.filter((name) => !without.includes(`\`${name}\``))).toEqual([]);
	});
});

describe('README.md', () => {
	it('lists every operation of each resource, and no other', () => {
		const resources = (description.properties.find(({ name }) => name === 'resource')!.options ??
			[]) as INodePropertyOptions[];
		const [, table] = /\n## Operations\n([^]*?)\n## /.exec(read('README.md'))!;
		const listed = [...table.matchAll(/^\| \*\*([\w ]+)\*\*.*?\| (.*?)(?::.*)? \|$/gm)].map(
			([, resource, operations]) => [resource, operations.split(' · ').sort()],
		);
		expect(Object.fromEntries(listed)).toEqual(
			Object.fromEntries(
				resources.map(({ name, value }) => [
					name,
					FORMS.filter(({ resource }) => resource === value)
						.map(({ option }) => option.name)
						.sort(),
				]),
			),
		);
	});
});
