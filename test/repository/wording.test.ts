import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { RESOURCES } from '../../nodes/CreatorAudit/resources';
import { merged } from '../../nodes/CreatorAudit/resources/order';
import { allFieldsOf, entriesOf, fieldsOf, FORMS, type Form } from '../support/nodeForms';

/** What users read in the node's form. They automate marketing reports; most do not program. */

/** Words of programmers, and how they are said here. "JSON" may stand where JSON is entered. */
const JARGON =
	/\b(endpoints?|payload|uuid|cursor|boolean|integer|array|null|undefined|http|rest|enum|query string|idempotent|param(eter)?s?|regex|stringify|async|headers?)\b|\w_\w/i;

interface Text {
	title: string;
	property: INodeProperties;
	form: Form;
}

const FIELDS: Text[] = FORMS.flatMap((form) =>
	allFieldsOf(form).flatMap(({ path, property }) => [
		{ title: `${form.resource}.${form.operation} ${path}`, property, form },
		...(property.type === 'fixedCollection'
			? entriesOf(property).map((entry) => ({
					title: `${form.resource}.${form.operation} ${path}.${entry.name}`,
					property: entry,
					form,
				}))
			: []),
	]),
);

/** Characters that fit the two lines of a choice in n8n's editor, which cuts off what is longer. */
const TWO_LINES = 124;

describe('the wording of the form', () => {
	it.each(FIELDS)('explains $title', ({ property }) => {
		expect(property.description).toMatch(/^[A-Z].{15,}/s);
		expect(property.description).not.toMatch(JARGON);
		expect(property.displayName).toMatch(/^[A-Z]/);
	});

	it.each(FIELDS.filter(({ property: { type } }) => ['string', 'json', 'dateTime'].includes(type)))(
		'shows an example for $title',
		({ property }) => {
			expect(property.placeholder).toMatch(/^e\.g\. \S/);
		},
	);

	it.each(FIELDS.filter(({ property: { type } }) => type === 'json'))(
		'says the example of $title where it is seen',
		({ property }) => {
			// The editor's field for JSON shows no placeholder.
			expect(property.description).toContain(property.placeholder!.replace(/^e\.g\. /, ''));
		},
	);

	it.each(FIELDS.filter(({ property: { type } }) => type === 'resourceLocator'))(
		'shows an example in each mode of $title',
		({ property }) => {
			for (const { type, placeholder } of property.modes!)
				expect(placeholder).toMatch(type === 'list' ? /\S/ : /^e\.g\. \S/);
		},
	);

	it.each(FORMS.map((form) => ({ form, title: `${form.resource}.${form.operation}` })))(
		'says what $title does',
		({ form: { option } }) => {
			expect(option.description).toMatch(/^[A-Z].{20,}/);
			expect(option.description!.length).toBeLessThanOrEqual(TWO_LINES);
			expect(option.description).not.toMatch(JARGON);
			// A tool of an AI agent is described by it: "<action> in CreatorAudit".
			expect(option.action).toMatch(/^[A-Z][a-z]+ .*\b(account|video|creator|organization|API)/);
		},
	);

	/** What an action is about, and what it could be taken for. */
	const ABOUT: Record<string, [noun: RegExp, notThis?: RegExp]> = {
		account: [/\baccounts?\b/, /\b(video|creator)/],
		accountVideo: [/\baccount videos\b/],
		api: [/\bAPI\b/],
		creator: [/\bcreators?\b/, /\bvideo/],
		organization: [/\b(organization|API key|accounts creators and videos)\b/],
		video: [/\bvideos?\b/, /\b(account|creator)/],
	};

	it.each(FORMS.map((form) => ({ form, title: `${form.resource}.${form.operation}` })))(
		'does not call $title after something else',
		({ form: { resource, option } }) => {
			const [noun, notThis] = ABOUT[resource];
			expect(option.action).toMatch(noun);
			if (notThis) expect(option.action).not.toMatch(notThis);
		},
	);

	it.each(
		FIELDS.filter(
			({ property: { type, name } }) => type === 'options' && name !== 'fields',
		).flatMap(({ title, property }) =>
			(property.options as INodePropertyOptions[]).map((option) => ({
				title: `${title}: ${option.name}`,
				option,
			})),
		),
	)('speaks plainly of the choice $title', ({ option }) => {
		expect(`${option.name} ${option.description ?? ''}`).not.toMatch(JARGON);
	});

	it('calls the same thing by the same name everywhere', () => {
		const names = new Map<string, Set<string>>();
		for (const { property } of FIELDS)
			names.set(property.name, (names.get(property.name) ?? new Set()).add(property.displayName));
		expect(
			[...names].filter(([, shown]) => shown.size > 1).map(([name, shown]) => [name, ...shown]),
		).toEqual([
			// A text to look for: in usernames, or in everything.
			['q', 'Username Contains', 'Search For'],
		]);
	});

	it.each(FORMS.map((form) => ({ form, title: `${form.resource}.${form.operation}` })))(
		'shows the fields of $title as its file lists them',
		({ form }) => {
			const { operations } = RESOURCES.find(({ option }) => option.value === form.resource)!;
			const { fields } = operations.find(({ option }) => option.value === form.operation)!;
			const shown = fieldsOf(form).map(({ name }) => name);
			expect(shown).toEqual(fields.map(({ name }) => name));
			expect(shown.indexOf('options')).toBe(shown.length - 1);
		},
	);

	it('merges orders, and notices when they contradict each other', () => {
		expect(
			merged([
				[1, 3, 4],
				[2, 3, 5],
				[3, 4, 5],
			]),
		).toEqual([1, 2, 3, 4, 5]);
		expect(merged<number>([])).toEqual([]);
		expect(() =>
			merged([
				[1, 2],
				[2, 1],
			]),
		).toThrow('contradict');
	});

	it('has no two fields of one name in a form', () => {
		for (const form of FORMS) {
			const shown = allFieldsOf(form).map(
				({ path, property }) => `${path.split('.').slice(0, -1).join('.')} ${property.displayName}`,
			);
			expect(new Set(shown).size).toBe(shown.length);
		}
	});
});
