import { Ajv2020 } from 'ajv/dist/2020';
import { checkResponse, type PlainResponse } from '../../sandbox/contract/checkResponse.mts';
import type { Contract, Operation, ResponseContract } from '../../sandbox/contract/operations.mts';

describe("the sandbox's check of its own responses", () => {
	const ajv = new Ajv2020();
	const contract: Contract = {
		operations: [],
		problem: ajv.compile({ type: 'object', required: ['title', 'status'] }),
	};
	const operation: Operation = {
		operationId: 'getThing',
		method: 'GET',
		path: '/things/{id}',
		authenticated: true,
		scope: 'none',
		parameters: [],
		body: null,
		responses: new Map<string, ResponseContract>([
			[
				'200',
				{
					headers: ['ETag', 'X-Request-ID'],
					validate: ajv.compile({ type: 'object', required: ['data'] }),
				},
			],
			['204', { headers: [], validate: null }],
			['5XX', { headers: [], validate: contract.problem }],
		]),
		conditional: true,
	};
	const good: PlainResponse = {
		status: 200,
		headers: { etag: '"1"', 'x-request-id': 'r' },
		body: { data: {} },
	};
	const check = (response: Partial<PlainResponse>, optional: string[] = []) =>
		checkResponse(contract, operation, { ...good, ...response }, new Set(optional));

	it('lets what the contract allows pass', () => {
		expect(check({})).toEqual([]);
		expect(check({ status: 204, body: undefined })).toEqual([]);
		expect(check({ status: 503, body: { title: 't', status: 503 } })).toEqual([]);
		expect(check({ status: 415, body: { title: 't', status: 415 } })).toEqual([]);
		expect(check({ headers: { 'x-request-id': 'r' } }, ['etag'])).toEqual([]);
	});

	it.each<[string, Partial<PlainResponse>, string]>([
		['a status that is not listed', { status: 202 }, 'status 202 is not in the contract'],
		[
			'an error that no convention knows',
			{ status: 418, body: {} },
			'status 418 is not in the contract',
		],
		['a body of another shape', { body: { rows: [] } }, "body must have required property 'data'"],
		['a missing header', { headers: { etag: '"1"' } }, 'header X-Request-ID is missing'],
		['a body where there is to be none', { status: 204 }, 'body must be empty'],
		[
			'a problem document that is none',
			{ status: 404, body: { detail: 'gone' } },
			"body must have required property 'title'",
		],
	])('finds %s', (_, response, finding) => {
		expect(check(response)).toContain(finding);
	});
});
