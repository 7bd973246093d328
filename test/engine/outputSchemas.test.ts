import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { FORMS, type Form } from '../support/nodeForms';
import { knownIn, parametersFor, type Known } from '../support/formValues';
import { OUTPUT_SCHEMAS } from '../support/outputSchemas';
import { sandboxedNode } from '../support/sandboxedNode';

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

/** Operations whose rows the API does not describe; of the leaderboard it is known that each row has an ID and a name. */
const WITHOUT_SCHEMA = ['api/request', 'creator/addAccount', 'creator/getAnalytics'];
const MAY_HOLD_MORE = ['creator/getTop'];

const nameOf = ({ resource, operation }: Form) => `${resource}/${operation}`;

describe('output schemas', () => {
	// Records that were never refreshed hold most of the nulls.
	const node = sandboxedNode({ unscrapedShare: 0.3, creators: 20 });
	let known: Known;

	beforeAll(async () => {
		known = await knownIn(node.sandbox);
	});
	beforeEach(async () => {
		await node.sandbox.reset();
	});

	it('are there for every operation whose rows are known', () => {
		const all = FORMS.map(nameOf).filter((name) => !WITHOUT_SCHEMA.includes(name));
		expect(Object.keys(OUTPUT_SCHEMAS).sort()).toEqual(all.sort());
	});

	/** Default output: what is required, as many rows as there are, and ids of which nobody knows one. */
	function runsOf(form: Form): INodeParameters[] {
		const least = parametersFor(form, known);
		const { operation, resource } = form;
		if (operation === 'getAll') return [{ ...least, returnAll: true }];
		if (operation === 'search') return ['a', 'e', 'n'].map((q) => ({ ...least, q }));
		const field = { account: 'accountIds', video: 'videoIds', accountVideo: 'tiktokVideoIds' };
		if (!/^get(?:DailyMetrics|Metrics|Deltas)$/.test(operation)) return [least];
		const unknown = resource === 'accountVideo' ? '7' : UNKNOWN_ID;
		return [least, { ...least, [field[resource as keyof typeof field]]: unknown }];
	}

	const typeOf = (value: unknown) => (value === null ? 'null' : typeof value);

	it.each(
		FORMS.filter((form) => !WITHOUT_SCHEMA.includes(nameOf(form))).map((form) => ({
			form,
			title: nameOf(form),
		})),
	)('say what comes out of $title', async ({ form, title }) => {
		const rows: IDataObject[] = [];
		for (const parameters of runsOf(form)) {
			const { json, error } = await node.run(parameters);
			expect(error).toBeUndefined();
			rows.push(...json);
		}
		expect(rows.length).toBeGreaterThan(0);
		const { properties = {} } = OUTPUT_SCHEMAS[title];
		const names = Object.keys(properties);
		for (const row of rows) {
			const columns = Object.keys(row);
			const isListed = (name: string) => names.includes(name);
			expect(MAY_HOLD_MORE.includes(title) ? columns.filter(isListed) : columns).toEqual(names);
			for (const name of names)
				expect({ name, type: [properties[name].type].flat() }).toEqual({
					name,
					type: expect.arrayContaining([typeOf(row[name])]) as unknown,
				});
		}
		// The editor shows the first type.
		if (form.operation === 'getAll')
			for (const name of names)
				expect({ name, type: [properties[name].type].flat()[0] }).toEqual({
					name,
					type: typeOf(rows.find((one) => one[name] !== null)?.[name]),
				});
	});
});
