import type { INodePropertyOptions } from 'n8n-workflow';

import { CreatorAudit } from '../../nodes/CreatorAudit/CreatorAudit.node';
import { COLUMNS } from '../../nodes/CreatorAudit/output/columns';
import { defaultsOf, inputsOf, propertiesOfSchema } from '../support/contractSchemas';
import { allFieldsOf, fieldsOf, FORMS, type Form, type FormField } from '../support/nodeForms';

/** Names and choices that the node lists by hand, against those of the contract. */

const SCHEMAS: Record<string, string> = {
	account: 'Account',
	accountVideo: 'AccountVideo',
	creator: 'Creator',
	video: 'Video',
};

const choicesOf = ({ property }: FormField): unknown[] =>
	(property.options as INodePropertyOptions[]).map(({ value }) => value);

/** Fields that must be filled in, besides what stands in the path. Of the two kinds of account videos, one is enough. */
const NEEDED: Record<string, string[]> = {
	'account.create': ['platform', 'username'],
	'account.getDailyMetrics': ['accountIds'],
	'account.getMetrics': ['accountIds'],
	'creator.create': ['name'],
	'organization.search': ['q'],
	'video.create': ['identifier', 'platform'],
	'video.getDailyMetrics': ['videoIds'],
	'video.getDeltas': ['videoIds', 'windows'],
	'video.getMetrics': ['videoIds'],
};

const pathFieldsOf = ({ option }: Form): string[] =>
	[...option.routing!.request!.url!.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

/** The contract's name of a route: it writes account_id where the node's template has accountId. */
const routeOf = (url: string): string => url.replace(/\{(\w+)Id\}/g, '{$1_id}');

describe('the lists of the node', () => {
	const withFields = FORMS.flatMap((form) =>
		allFieldsOf(form)
			.filter(({ path }) => path === 'fields')
			.map((field) => ({ form, field })),
	);

	it.each(
		withFields.map(({ form, field }) => ({
			title: `${form.resource}: ${form.option.name}`,
			form,
			field,
		})),
	)('$title offers the fields that the API sends', ({ form, field }) => {
		const offered = choicesOf(field).map(String);
		expect(offered.filter((name) => !name.includes('.')).sort()).toEqual(
			propertiesOfSchema(SCHEMAS[form.resource]),
		);
		expect(offered).toEqual([...offered].sort());
	});

	it('covers every resource that the API describes', () => {
		expect([...new Set(withFields.map(({ form }) => form.resource))].sort()).toEqual(
			Object.keys(SCHEMAS).sort(),
		);
	});

	it.each(Object.entries(SCHEMAS))(
		'simplifies %s to at most ten of these fields',
		(resource, schema) => {
			const columns = COLUMNS[resource];
			expect(columns.length).toBeLessThanOrEqual(10);
			const sources = columns.map((column) =>
				typeof column === 'string' ? column : column.path.split('.')[0],
			);
			expect(sources.filter((name) => !propertiesOfSchema(schema).includes(name))).toEqual([]);
		},
	);

	it.each(Object.entries(COLUMNS))('gives %s columns of different names', (_, columns) => {
		expect(columns.length).toBeLessThanOrEqual(10);
		const names = columns.map((column) => (typeof column === 'string' ? column : column.as));
		expect(new Set(names).size).toBe(names.length);
		// n8n takes an item with such a field for a failed one.
		expect(names).not.toContain('error');
	});

	const routedChoices = FORMS.flatMap((form) =>
		allFieldsOf(form)
			.filter(
				({ property }) =>
					property.type === 'options' && property.routing?.send?.property !== undefined,
			)
			.map((field) => ({
				title: `${form.resource}: ${form.option.name}, ${field.path}`,
				form,
				field,
			})),
	);

	it.each(routedChoices)('$title offers what the API takes', ({ form, field }) => {
		const { method = 'GET', url } = form.option.routing!.request!;
		const taken = inputsOf(method, url!).get(field.property.routing!.send!.property!);
		// The execution puts the platform of the address in the place of this choice.
		const sent = choicesOf(field).filter((value) => value !== 'auto');
		expect(sent.sort()).toEqual(taken!.filter((value) => value !== null).sort());
	});

	/** What a value is called where its first word does not say it. */
	const CALLED: Record<string, string> = { create_time: 'published', auto: 'address' };

	it.each(routedChoices)('$title calls each choice by what it is', ({ field }) => {
		for (const { name, value } of field.property.options as INodePropertyOptions[]) {
			const word = CALLED[String(value)] ?? /^(\d+|[a-z]+)/.exec(String(value))![1];
			expect(name.toLowerCase()).toContain(word);
		}
	});

	const nameOf = ({ property }: FormField): string =>
		property.routing?.send?.property ?? property.name;
	const assumed = FORMS.filter(({ resource }) => resource !== 'api').flatMap((form) => {
		const { method = 'GET', url } = form.option.routing!.request!;
		const defaults = defaultsOf(method, routeOf(url!));
		// The order is known to the contract by the older name only, in which a minus means the other direction.
		const sort = defaults.get('sort');
		if (typeof sort === 'string') defaults.set('order_by', sort.replace(/^-/, ''));
		defaults.delete('sort');
		return allFieldsOf(form)
			.filter((field) => defaults.has(nameOf(field)))
			.map((field) => ({
				title: `${form.resource}: ${form.option.name}, ${field.path}`,
				field,
				initial: defaults.get(nameOf(field)),
			}));
	});

	/** Where the form begins with something else: with the period of all other operations. */
	const OTHERWISE: Record<string, unknown> = { 'organization: Get Overview, period': '30d' };

	it.each(assumed)('$title has the default of the API', ({ title, field, initial }) => {
		const expected = OTHERWISE[title] ?? initial;
		expect(field.property.default).toEqual(
			Array.isArray(expected) ? expected.join(', ') : expected,
		);
	});

	it('finds the fields for which the API assumes something', () => {
		expect(new Set(assumed.map(({ field }) => nameOf(field)))).toEqual(
			new Set(['is_active', 'limit', 'order_by', 'period', 'scrape_interval_hours', 'windows']),
		);
	});

	const LISTS: Record<string, string> = {
		accountId: 'searchAccounts',
		creatorId: 'searchCreators',
		videoId: 'searchVideos',
	};

	it('offers in From List what the locator is for', () => {
		const located = FORMS.flatMap(allFieldsOf).filter(
			({ property: { type } }) => type === 'resourceLocator',
		);
		const lists = located.map(({ property: { name, modes } }) => [
			name,
			modes!.find(({ type }) => type === 'list')!.typeOptions!.searchListMethod,
		]);
		expect(lists).toEqual(located.map(({ property: { name } }) => [name, LISTS[name]]));
		expect(Object.keys(new CreatorAudit().methods.listSearch).sort()).toEqual(
			Object.values(LISTS).sort(),
		);
	});

	/** What the node does beyond the API begins with what asks, changes and costs least. */
	const INITIAL: Record<string, unknown> = {
		ifExists: 'error',
		keepInputFields: false,
		method: 'GET',
		orderDirection: 'desc',
		output: 'simplified',
		platform: 'instagram',
		returnAll: false,
		waitForFirstRefresh: false,
	};

	it.each(Object.entries(INITIAL))('%s has the default %s', (name, initial) => {
		const found = FORMS.flatMap(allFieldsOf).filter(({ property }) => property.name === name);
		expect(found.length).toBeGreaterThan(0);
		expect(new Set(found.map(({ property }) => property.default))).toEqual(new Set([initial]));
	});

	it.each(
		FORMS.filter(({ resource }) => resource !== 'api').map((form) => ({
			form,
			title: `${form.resource}: ${form.option.name}`,
		})),
	)('$title requires only what the API requires', ({ form }) => {
		const required = fieldsOf(form)
			.filter((property) => property.required)
			.map(({ name }) => name);
		expect(required.sort()).toEqual(
			NEEDED[`${form.resource}.${form.operation}`] ?? pathFieldsOf(form),
		);
	});
});
