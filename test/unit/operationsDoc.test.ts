/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { CreatorAudit } from '../../nodes/CreatorAudit/CreatorAudit.node';
import { COLUMNS } from '../../nodes/CreatorAudit/execution/columns';
import { operationsDoc } from '../../scripts/lib/operationsDoc.mts';
import { allFieldsOf, FORMS } from '../support/nodeForms';

describe('docs/operations.md', () => {
	const file = readFileSync(path.resolve(__dirname, '../../docs/operations.md'), 'utf8');

	it('is what `node scripts/run.mjs docs` makes of the node', () => {
		expect(operationsDoc(new CreatorAudit().description, COLUMNS)).toBe(file);
	});

	it.each(FORMS.map((form) => ({ form, title: `${form.resource}.${form.operation}` })))('describes $title with all its fields', ({ form }) => {
		const sections = file.split('\n### ');
		const section = sections.find((text) => text.includes(`resource \`${form.resource}\`, operation \`${form.operation}\`.`));
		for (const { property } of allFieldsOf(form)) {
			if (property.type !== 'collection') expect(section).toContain(`| \`${property.name}\` |`);
		}
	});
});
