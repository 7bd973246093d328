/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';

import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import { driftBetween } from '../../scripts/lib/contractDrift.mts';
import { contractFacts, type ContractFacts } from '../../scripts/lib/contractFacts.mts';

// Any part of an OpenAPI document.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Part = any;

let contract: Part;
let known: ContractFacts;

beforeAll(async () => {
	contract = parse(await readFile(path.join(PROJECT_ROOT, 'contract/openapi.yaml'), 'utf8'));
	known = contractFacts(contract as object);
});

async function driftAfter(change: (document: Part) => void) {
	const document: Part = structuredClone(contract);
	change(document);
	return driftBetween(known, contractFacts(document as object));
}

const parameter = ({ paths }: Part, route: string, name: string): Part =>
	paths[route].get.parameters.find((one: Part) => one.name === name);
const schemas = ({ components }: Part): Part => components.schemas;

/** A drift of each kind, what it means, and the words that tell of it. */
const SEEDED: Array<
	[kind: string, change: (document: Part) => void, meaning: string, text: string]
> = [
	[
		'an operation that is gone',
		({ paths }) => delete paths['/videos/{video_id}'].delete,
		'breaks',
		'is gone',
	],
	['a path that is gone', ({ paths }) => delete paths['/creators/top'], 'breaks', 'is gone'],
	[
		'an operation that is new',
		({ paths }) => (paths['/exports'] = { get: { responses: { 200: { description: '' } } } }),
		'can be offered',
		'is a new operation',
	],
	[
		'a parameter that is gone',
		({ paths }) =>
			(paths['/accounts'].get.parameters = paths['/accounts'].get.parameters.filter(
				(one: Part) => one.name !== 'category',
			)),
		'breaks',
		'the query parameter category is gone',
	],
	[
		'a parameter that is gone and never sent',
		({ paths }) =>
			(paths['/accounts'].get.parameters = paths['/accounts'].get.parameters.filter(
				(one: Part) => one.name !== 'sort',
			)),
		'harmless',
		'the query parameter sort is gone',
	],
	[
		'a parameter that is new',
		({ paths }) =>
			paths['/accounts'].get.parameters.push({
				name: 'refreshed_after',
				in: 'query',
				schema: { type: 'string' },
			}),
		'can be offered',
		'the query parameter refreshed_after is new',
	],
	[
		'a parameter that is new and needed',
		({ paths }) =>
			paths['/overview'].get.parameters.push({
				name: 'scope',
				in: 'query',
				required: true,
				schema: {},
			}),
		'breaks',
		'the query parameter scope must be sent',
	],
	[
		'a parameter that becomes needed',
		(document) => (parameter(document, '/overview', 'period').required = true),
		'breaks',
		'the query parameter period must be sent',
	],
	[
		'a parameter of another type',
		(document) => (parameter(document, '/accounts', 'q').schema.type = 'integer'),
		'breaks',
		'the query parameter q is number, not string',
	],
	[
		'a value that is not taken any more',
		(document) => parameter(document, '/overview', 'period').schema.enum.pop(),
		'breaks',
		'the query parameter period does not take `90d` any more',
	],
	[
		'a value that is taken besides',
		(document) => parameter(document, '/accounts', 'order_by').schema.enum.push('share_count'),
		'can be offered',
		'the query parameter order_by takes `share_count`',
	],
	[
		'a limit that is tighter',
		({ components }) => (components.parameters.Limit.schema.maximum = 100),
		'breaks',
		'maximum of the query parameter limit is 100, not 200',
	],
	[
		'a limit that is wider',
		({ components }) => (components.parameters.Limit.schema.maximum = 500),
		'can be offered',
		'maximum of the query parameter limit is 500, not 200',
	],
	[
		'a limit where there was none',
		({ components }) => (components.schemas.AccountCreate.properties.username.maxLength = 30),
		'breaks',
		'takes only maxLength',
	],
	[
		'a shorter batch',
		({ paths }) =>
			(paths['/videos/deltas'].post.requestBody.content[
				'application/json'
			].schema.properties.video_ids.maxItems = 50),
		'breaks',
		'maxItems of the field `video_ids` of the body is 50, not 200',
	],
	[
		'the key against doubles that is gone',
		({ paths }) => delete paths['/accounts'].post.parameters,
		'breaks',
		'the header parameter idempotency-key is gone',
	],
	[
		'a field of a body that is gone',
		(document) => delete schemas(document).AccountCreate.properties.category,
		'breaks',
		'the field `category` of the body is gone',
	],
	[
		'a field of a body that is new',
		(document) => (schemas(document).AccountCreate.properties.notes = { type: 'string' }),
		'can be offered',
		'the field `notes` of the body is new',
	],
	[
		'a field of a body that becomes needed',
		(document) => schemas(document).AccountCreate.required.push('category'),
		'breaks',
		'the field `category` of the body must be sent',
	],
	[
		'a field of a body that may be left out',
		(document) => schemas(document).AccountCreate.required.pop(),
		'harmless',
		'the field `username` of the body may be left out',
	],
	[
		'a body where there was none',
		({ paths }) =>
			(paths['/creators/{creator_id}/accounts/{account_id}'].put.requestBody = {
				content: { 'application/json': { schema: { type: 'object' } } },
			}),
		'can be offered',
		'takes a body',
	],
	[
		'a field of an answer that is gone',
		(document) => delete schemas(document).Creator.properties.accounts_summary,
		'breaks',
		'the field `data.accounts_summary` of the answer is gone',
	],
	[
		'a field of an answer that is new',
		(document) => (schemas(document).Account.properties.story_count = { type: 'integer' }),
		'can be offered',
		'the field `data.story_count` of the answer is new',
	],
	[
		'a field of an answer that is retyped',
		(document) => (schemas(document).Account.properties.view_count = { type: 'string' }),
		'breaks',
		'the field `data.view_count` of the answer is string, not number',
	],
	[
		'an envelope that is renamed',
		(document) => {
			const { properties } = schemas(document).AccountEnvelope;
			properties.result = properties.data;
			delete properties.data;
		},
		'breaks',
		'the field `data` of the answer is gone',
	],
	[
		'a platform that is new',
		(document) => schemas(document).Platform.enum.push('youtube'),
		'harmless',
		'the field `data.platform` of the answer can be `youtube`',
	],
	[
		'an answer of unknown form that is described',
		(document) =>
			(document.paths['/creators/{creator_id}/analytics'].get.responses['200'].content[
				'application/json'
			].schema.properties.data = { type: 'object', properties: { totals: {}, daily: {} } }),
		'can be offered',
		'has fields: totals, daily',
	],
];

describe('npm run drift', () => {
	it('finds nothing where nothing differs', async () => {
		expect(await driftAfter(() => undefined)).toEqual([]);
	});

	it.each(SEEDED)('finds %s', async (_, change, meaning, text) => {
		const drift = await driftAfter(change);
		expect(drift).toContainEqual(
			expect.objectContaining({ meaning, text: expect.stringContaining(text) as string }),
		);
	});

	it('finds nothing in the same contract written in another way', async () => {
		const other = (schema: Part): Part => {
			if (Array.isArray(schema)) return schema.map(other);
			if (schema === null || typeof schema !== 'object') return schema;
			const written = Object.fromEntries(
				Object.entries(schema as object).map(([key, value]) => [key, other(value)]),
			);
			const { type, ...rest } = written as Part;
			// As generators of documents write what can be null.
			return Array.isArray(type) && type.includes('null')
				? {
						anyOf: [
							...type.filter((one) => one !== 'null').map((one) => ({ type: one, ...rest })),
							{ type: 'null' },
						],
					}
				: written;
		};
		const drift = await driftAfter((document) => {
			document.components.schemas = other(document.components.schemas);
			document.components.parameters = other(document.components.parameters);
			document.paths = Object.fromEntries(
				Object.entries(document.paths as object).map(([route, item]) => [
					`/v2${route.replace(/\{\w+\}/g, '{id}')}`,
					{ ...other(item), summary: 'In other words' },
				]),
			);
			for (const item of Object.values(document.paths as object))
				for (const one of item.get?.parameters ?? []) one.description = 'In other words';
		});
		expect(drift).toEqual([]);
	});

	describe('as a command', () => {
		let dir: string;
		beforeAll(async () => {
			dir = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-drift-'));
		});
		afterAll(async () => await rm(dir, { recursive: true }));

		const run = async (...args: string[]) =>
			await new Promise<{ code: number; output: string }>((resolve) =>
				execFile(
					process.execPath,
					[path.join(PROJECT_ROOT, 'scripts/drift.mjs'), ...args],
					(error, stdout, stderr) =>
						resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
				),
			);

		it('ends with 0 for the contract itself, in JSON', async () => {
			const file = path.join(dir, 'same.json');
			await writeFile(file, JSON.stringify(contract));
			expect((await run(file)).code).toBe(0);
		});

		it('ends with 1 and tells what there is to do, by what it means', async () => {
			const document: Part = structuredClone(contract);
			delete document.paths['/videos/{video_id}'].delete;
			schemas(document).Platform.enum.push('youtube');
			const file = path.join(dir, 'other.json');
			await writeFile(file, JSON.stringify(document));
			const { code, output } = await run(file);
			expect(code).toBe(1);
			expect(output).toMatch(
				/## Breaks \(1\)\n\n- `DELETE \/videos\/\{\}` \(inferred here\): is gone\./,
			);
			expect(output).toMatch(
				/## Can be offered \(1\)\n\n.*the field `platform` of the body takes `youtube`/,
			);
			expect(output).toMatch(/## Harmless \(3\)/);
		});

		it.each([
			['no such file', ['/no/such/file.json']],
			['nothing to compare with', []],
			['a file that is no such document', [path.join(PROJECT_ROOT, 'package.json')]],
			['an address that nothing answers at', ['http://127.0.0.1:9/openapi.json']],
		])('ends with 2 and a sentence for %s', async (_, args) => {
			const { code, output } = await run(...args);
			expect(code).toBe(2);
			expect(output).not.toMatch(/^\s+at /m);
		});
	});
});
