/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { Socket } from 'node:net';
import * as fc from 'fast-check';
import type { IDataObject, NodeParameterValueType } from 'n8n-workflow';

import type { LoggedRequest } from '../../sandbox/client.mts';
import type { NodeResult } from '../support/engine';
import { knownIn, parametersFor, type Known } from '../support/formValues';
import { allFieldsOf, FORMS, type FormField } from '../support/nodeForms';
import { sandboxedNode } from '../support/sandboxedNode';
import { hostileFor } from './hostileValues';

/** Values that each field of each operation is tried with. */
const RUNS = 15;

const bench = sandboxedNode({ accounts: 40, videos: 40, creators: 10, firstRefreshDelayMs: 0 });
const unhandled: unknown[] = [];
const addresses = new Set<string>();
const prototypeBefore = Object.getOwnPropertyNames(Object.prototype).sort();

let known: Known;

beforeAll(async () => {
	known = await knownIn(bench.sandbox);
	process.on('unhandledRejection', (reason) => unhandled.push(reason));
	const connect = Socket.prototype.connect;
	jest.spyOn(Socket.prototype, 'connect').mockImplementation(function (
		this: Socket,
		...args: unknown[]
	) {
		const [first] = args.flat() as Array<{ host?: string; port?: number }>;
		addresses.add(`${first?.host}:${first?.port}`);
		return connect.apply(this, args as never);
	});
});

afterAll(() => jest.restoreAllMocks());

const words = (text: string) => text.replace(/ \(.*\)$/, '').toLowerCase();

/** Whether an error is one about bad input, and says which field it means. */
function namesField({ error }: NodeResult, { property, parent }: FormField): boolean {
	if (error?.name !== 'NodeOperationError') return false;
	const message = `${error.message} ${error.description ?? ''}`.toLowerCase();
	return [property, parent].some(
		(field) => field !== undefined && message.includes(words(field.displayName)),
	);
}

/** Fields whose rules the contract does not tell: only the API can say what it does not take, and the error passes that on. */
const UNDOCUMENTED = ['username', 'identifier'];

/** IDs are documented as UUIDs; one of another form is sent, and the error passes on what the API says of it (contract/NOTES.md#ids). */
const IDS = /Ids?$/;

/** What is wrong with a run, in words; undefined when it is right. */
function fault(
	result: NodeResult & { requests: LoggedRequest[] },
	field: FormField,
): string | undefined {
	const { error, requests } = result;
	const foreign = requests.find(({ route }) => route === null);
	if (foreign) return `${foreign.method} ${foreign.path} is no operation of the API`;
	const refused = requests.find(({ status }) => [400, 406, 415, 422].includes(status));
	const told =
		refused?.status === 422 &&
		(UNDOCUMENTED.includes(field.path)
			? error?.description?.includes(field.path)
			: IDS.test(field.path) && /_ids?\b/.test(error?.description ?? ''));
	if (refused && !told)
		return `${refused.method} ${refused.path} was refused as invalid: ${JSON.stringify(refused.query)} ${JSON.stringify(refused.body)}`;
	if (!error) return undefined;
	// An id or a name that nothing has, or a record that is there already, is a valid request.
	if (
		error.name === 'NodeApiError' &&
		/^(404|409|422)$/.test(String((error as { httpCode?: string }).httpCode))
	)
		return undefined;
	return namesField(result, field) ? undefined : `${error.name}: ${error.message}`;
}

/** A value as it reaches a field: by an expression, since n8n itself looks at what stands in the form; lists of pairs stand there. */
function entered(
	{ property }: FormField,
	value: unknown,
): { parameter: NodeParameterValueType; input: IDataObject } {
	const input = { hostile: value } as IDataObject;
	if (property.type === 'fixedCollection')
		return { parameter: value as NodeParameterValueType, input };
	const parameter = '={{ $json.hostile }}';
	const mode = property.modes?.at(-1)?.name;
	return {
		parameter: mode === undefined ? parameter : { __rl: true, mode, value: parameter },
		input,
	};
}

describe.each(FORMS.filter(({ resource }) => resource !== 'api'))(
	'$resource: $option.name',
	(form) => {
		it.each(allFieldsOf(form).map((field) => ({ title: field.path, field })))(
			'takes any value of $title, or says that it is wrong',
			async ({ field }) => {
				await fc.assert(
					fc.asyncProperty(hostileFor(field.property), async (value) => {
						const { parameter, input } = entered(field, value);
						const result = await bench.run(parametersFor(form, known, field, parameter), {
							input: [input],
						});
						expect(fault(result, field)).toBeUndefined();
					}),
					{ numRuns: RUNS },
				);
				await bench.sandbox.reset();
			},
		);
	},
);

describe('Hostile input', () => {
	it('reaches no other host', () => {
		const ports = [bench.sandbox.apiUrl, bench.sandbox.controlUrl].map((url) => new URL(url).port);
		// Port 0 answers nobody: transport/http/directPath.ts finds out with it whether a proxy sits in between.
		const others = [...addresses].filter(
			(address) => !ports.includes(address.split(':').at(-1)!) && address !== '127.0.0.1:0',
		);
		expect(others).toEqual([]);
	});

	it('leaves no rejection unhandled', async () => {
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(unhandled).toEqual([]);
	});

	it('changes no prototype', () => {
		expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(prototypeBefore);
		expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
	});
});
