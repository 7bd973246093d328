import type { INodePropertyOptions } from 'n8n-workflow';

import { COLUMNS } from '../../nodes/CreatorAudit/execution/columns';
import { inputsOf, propertiesOfSchema } from '../support/contractSchemas';
import { allFieldsOf, FORMS, type FormField } from '../support/nodeForms';

/** Names and choices that the node lists by hand, against those of the contract. */

const SCHEMAS: Record<string, string> = { account: 'Account', accountVideo: 'AccountVideo', creator: 'Creator', video: 'Video' };

const choicesOf = ({ property }: FormField): unknown[] => (property.options as INodePropertyOptions[]).map(({ value }) => value);

describe('the lists of the node', () => {
	const withFields = FORMS.flatMap((form) => allFieldsOf(form).filter(({ path }) => path === 'fields').map((field) => ({ form, field })));

	it.each(withFields.map(({ form, field }) => ({ title: `${form.resource}: ${form.option.name}`, form, field })))(
		'$title offers the fields that the API sends',
		({ form, field }) => {
			const offered = choicesOf(field).map(String);
			expect(offered.filter((name) => !name.includes('.')).sort()).toEqual(propertiesOfSchema(SCHEMAS[form.resource]));
			expect(offered).toEqual([...offered].sort());
		},
	);

	it('covers every resource that the API describes', () => {
		expect([...new Set(withFields.map(({ form }) => form.resource))].sort()).toEqual(Object.keys(SCHEMAS).sort());
	});

	it.each(Object.entries(SCHEMAS))('simplifies %s to at most ten of these fields', (resource, schema) => {
		const columns = COLUMNS[resource];
		expect(columns.length).toBeLessThanOrEqual(10);
		const sources = columns.map((column) => (typeof column === 'string' ? column : column.path.split('.')[0]));
		expect(sources.filter((name) => !propertiesOfSchema(schema).includes(name))).toEqual([]);
	});

	it.each(Object.entries(COLUMNS))('gives %s columns of different names', (_, columns) => {
		expect(columns.length).toBeLessThanOrEqual(10);
		const names = columns.map((column) => (typeof column === 'string' ? column : column.as));
		expect(new Set(names).size).toBe(names.length);
		// n8n takes an item with such a field for a failed one.
		expect(names).not.toContain('error');
	});

	const routedChoices = FORMS.flatMap((form) =>
		allFieldsOf(form)
			.filter(({ property }) => property.type === 'options' && property.routing?.send?.property !== undefined)
			.map((field) => ({ title: `${form.resource}: ${form.option.name}, ${field.path}`, form, field })),
	);

	it.each(routedChoices)('$title offers what the API takes', ({ form, field }) => {
		const { method = 'GET', url } = form.option.routing!.request!;
		const taken = inputsOf(method, url!).get(field.property.routing!.send!.property!);
		expect([...choicesOf(field)].sort()).toEqual(taken!.filter((value) => value !== null).sort());
	});
});
