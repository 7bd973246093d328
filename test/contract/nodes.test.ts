import type { INodePropertyRouting, NodeParameterValueType } from 'n8n-workflow';

import type { LoggedRequest } from '../../sandbox/client.mts';
import { startsWithField } from '../support/messages';
import { inputsOf, NOT_OFFERED } from '../support/contractSchemas';
import { allFieldsOf, FORMS, type Form, type FormField } from '../support/nodeForms';
import { knownIn, parametersFor, valuesOf, type Known } from '../support/formValues';
import { sandboxedNode, type BenchResult } from '../support/sandboxedNode';
import { ContractFileCheck } from './sandboxSupport';

/**
 * Every operation of the node, and everything that its form offers, in requests that the contract allows. Driven by the node's description:
 * what is added to it is covered here, or these tests fail.
 */

/**
 * Fields whose effect other tests prove: how patiently to work (test/engine/options.test.ts), what a blank filter means
 * (test/engine/idioms/blankCells.test.ts), and what becomes of stored notes (test/engine/idioms/metadata.test.ts). Here: that the operation
 * reads them.
 */
const READ_ONLY_HERE = new Set([
	'maxAttempts',
	'maxWait',
	'concurrency',
	'waitTimeout',
	'blankFilters',
	'metadataMode',
]);

type Sent = Pick<LoggedRequest, 'method' | 'path' | 'query' | 'body'> & { idempotent: unknown };

/** What of a run can show that a parameter had an effect. */
function visible({ requests, json }: BenchResult): { requests: Sent[]; json: unknown } {
	return {
		requests: requests.map(({ method, path, query, body, headers }) => ({
			method,
			path,
			query,
			body,
			idempotent: headers['idempotency-key'],
		})),
		json,
	};
}

/** Values that stand for "nothing" and must not be sent: what is not set is left out (contract/NOTES.md#formats). */
function nothings(value: unknown): unknown[] {
	if (value === null || value === '' || value === 'undefined' || value === 'null') return [value];
	return value !== null && typeof value === 'object' ? Object.values(value).flatMap(nothings) : [];
}

function routed({
	routing,
}: {
	routing?: INodePropertyRouting;
}): { property: string; place: 'query' | 'body' } | undefined {
	const send = routing?.send;
	return send?.property === undefined
		? undefined
		: { property: send.property, place: send.type === 'body' ? 'body' : 'query' };
}

describe('the node and the contract', () => {
	const node = sandboxedNode({ creators: 60, firstRefreshDelayMs: 0 });
	const contract = new ContractFileCheck();
	const reached = new Set<string>();
	/** Names of query parameters and body fields that were sent, by operation of the contract. */
	const sent = new Map<string, Set<string>>();
	let known: Known;

	beforeAll(async () => {
		known = await knownIn(node.sandbox);
	});

	/** Runs an operation on fresh data. All its requests must be answered with success, and say nothing that is not meant. */
	async function run(
		form: Form,
		field?: FormField,
		value?: NodeParameterValueType,
	): Promise<BenchResult> {
		await node.sandbox.reset();
		const result = await node.run(parametersFor(form, known, field, value), {
			input: [{ note: 'kept' }],
		});
		const shown = `${form.resource}.${form.operation} ${field?.path ?? ''} = ${JSON.stringify(value)}`;
		expect({
			shown,
			error: result.error?.message,
			violations: (await node.sandbox.violations()).requests,
		}).toEqual({ shown, error: undefined, violations: [] });
		expect(result.requests.length).toBeGreaterThan(0);
		for (const { route, query, body, headers } of result.requests) {
			// What is to be cleared is sent as null, and only that.
			const meant = field?.property.name === 'clear' ? (value as string[]).map(() => null) : [];
			expect({ shown, nothings: nothings([query, body ?? []]) }).toEqual({
				shown,
				nothings: meant,
			});
			// Any address that API: Request calls may answer with text or a file.
			const others = form.resource === 'api' ? ', */*;q=0.5' : '';
			expect(['application/json', `application/json${others}`]).toContain(headers.accept);
			if (body !== null) expect(headers['content-type']).toBe('application/json');
			reached.add(String(route));
			const names = sent.get(String(route)) ?? new Set<string>();
			for (const name of [...Object.keys(query), ...Object.keys((body ?? {}) as object)])
				names.add(name);
			sent.set(String(route), names);
		}
		return result;
	}

	describe.each(FORMS.map((form) => ({ form, title: `${form.resource}: ${form.option.name}` })))(
		'$title',
		({ form }) => {
			it('works with the required fields alone', async () => {
				const { items, requests } = await run(form);
				if (form.option.value !== 'getDailyMetrics') expect(requests.length).toBeLessThan(2);
				expect(items.length).toBeGreaterThan(0);
				for (const { pairedItem } of items) expect(pairedItem).toEqual({ item: 0 });
				// The request that the operation is about; a look-up by name may stand before it.
				const { method = 'GET', url } = form.option.routing?.request ?? {};
				if (form.resource !== 'api') {
					const path = new RegExp(`^${url!.replace(/\{\w+\}/g, '[0-9a-f-]{36}')}$`);
					// Daily metrics ask the same for each day.
					const made = new Set(requests.map((request) => `${request.method} ${request.path}`));
					expect([...made]).toEqual([
						expect.stringMatching(new RegExp(`^${method} ${path.source.slice(1)}`)),
					]);
				}
			});

			const fields = allFieldsOf(form).filter(({ property }) => property.type !== 'collection');
			it.each(fields.map((field) => ({ field, path: field.path })))('$path', async ({ field }) => {
				if (READ_ONLY_HERE.has(field.property.name)) {
					const parameters = parametersFor(form, known, field, -5);
					const { error, requests } = await node.run(parameters);
					expect(error?.message).toContain(field.property.displayName.replace(/ \(.*\)$/, ''));
					expect(requests).toEqual([]);
					return;
				}
				const results = [];
				for (const value of valuesOf(field, form, known)) {
					const result = await run(form, field, value);
					results.push(result);
					const target = routed(field.property);
					if (!target) continue;
					const [carrying] = result.requests.slice(-1);
					const found = (carrying[target.place] as Record<string, unknown> | null)?.[
						target.property
					];
					expect(found).toEqual(onTheWire(field, value, target.place));
				}
				// Whatever is shown does something: with one of its values the run differs from the run without.
				if (routed(field.property) || field.property.required) return;
				await node.sandbox.reset();
				const baseline = await node.run(parametersFor(form, known, ...unset(field)), {
					input: [{ note: 'kept' }],
				});
				const differs = (result: BenchResult) =>
					JSON.stringify(visible(result)) !== JSON.stringify(visible(baseline));
				expect(baseline.error !== undefined || results.some(differs)).toBe(true);
				await node.sandbox.reset();
			});
		},
	);

	const BLANK = ['={{ "" }}', '={{ "  " }}', '={{ null }}', '={{ $json.nothing }}'];
	const optional = FORMS.flatMap((form) =>
		allFieldsOf(form)
			.filter(({ property }) => routed(property) !== undefined && property.required !== true)
			.map((field) => ({
				form,
				field,
				title: `${form.resource}: ${form.option.name}, ${field.path}`,
			})),
	);

	const inQuery = ({ property }: FormField) => routed(property)?.place === 'query';
	/** Entries of Filters and Sort, and dates: what the option Blank Filters is about. */
	const hasChoice = ({ parent, property }: FormField) =>
		parent !== undefined || property.type === 'dateTime';

	it.each(optional.filter(({ field }) => inQuery(field)))(
		'refuses a condition that an expression leaves empty: $title',
		async ({ form, field }) => {
			for (const blank of BLANK) {
				const value =
					field.property.type === 'resourceLocator'
						? { __rl: true, mode: 'id', value: blank }
						: blank;
				const parameters = parametersFor(form, known, field, value);
				const { error, requests } = await node.run(parameters, { input: [{}] });
				expect(error?.message).toMatch(startsWithField(field.property.displayName));
				expect(requests).toEqual([]);
			}
		},
	);

	it.each(optional.filter(({ field }) => !inQuery(field) || hasChoice(field)))(
		'leaves out what an expression leaves empty: $title',
		async ({ form, field }) => {
			const target = routed(field.property)!;
			for (const blank of BLANK) {
				const value =
					field.property.type === 'resourceLocator'
						? { __rl: true, mode: 'id', value: blank }
						: blank;
				const parameters = parametersFor(form, known, field, value);
				// Something else to change, since an update of nothing is refused.
				if (form.operation === 'update') {
					Object.assign(parameters.updateFields as object, {
						metadataJson: '{"campaign": "spring"}',
					});
					parameters.options = { metadataMode: 'replace' };
				}
				if (inQuery(field)) parameters.options = { blankFilters: 'leaveOut' };
				await node.sandbox.reset();
				const { error, requests } = await node.run(parameters, { input: [{}] });
				expect({ blank, error: error?.message, count: requests.length }).toEqual({
					blank,
					error: undefined,
					count: 1,
				});
				expect(Object.keys((requests[0][target.place] ?? {}) as object)).not.toContain(
					target.property,
				);
			}
			await node.sandbox.reset();
		},
	);

	/** The same form without the field's value, in the state in which the field is shown. */
	function unset(field: FormField): [FormField, NodeParameterValueType] {
		return [field, (field.parent ? undefined : field.property.default) as NodeParameterValueType];
	}

	/** A value as the contract wants it. */
	function onTheWire(
		{ property }: FormField,
		value: NodeParameterValueType,
		place: 'query' | 'body',
	): unknown {
		if (property.type === 'resourceLocator') return (value as { value: string }).value;
		if (property.name === 'username') return 'new.account';
		// From the Address: formValues.ts gives one of TikTok.
		if (property.name === 'platform' && value === 'auto') return 'tiktok';
		if (/date$/i.test(property.name)) return String(value).slice(0, 10);
		if (property.type === 'number') return place === 'query' ? String(value) : Number(value);
		const plain = typeof value === 'string' ? value.trim() : value;
		return place === 'query' ? String(plain) : plain;
	}

	it.each(['getHealth', 'getMeta'])('reaches %s by API: Request', async (operationId) => {
		const { method, path } = contract.operations.get(operationId)!;
		const { json, requests } = await node.run({
			resource: 'api',
			operation: 'request',
			method,
			path,
		});
		expect(requests.map(({ status }) => status)).toEqual([200]);
		expect(contract.errorsOfSuccess(operationId, 200, json[0])).toEqual([]);
		reached.add(String(requests[0].route));
	});

	it('covers every operation of the contract, and every parameter and field that they take', () => {
		const operations = [...contract.operations.values()];
		expect(
			operations
				.map(({ method, path }) => `${method} ${path}`)
				.filter((route) => !reached.has(route)),
		).toEqual([]);
		expect(operations.length).toBe(29);
		const leftOut = operations.flatMap(({ method, path }) =>
			[...inputsOf(method, path).keys()]
				.filter(
					(name) =>
						!NOT_OFFERED.includes(name) && sent.get(`${method} ${path}`)?.has(name) !== true,
				)
				.map((name) => `${method} ${path}: ${name}`),
		);
		expect(leftOut).toEqual([]);
	});
});
