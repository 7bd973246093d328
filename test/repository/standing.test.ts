import { parse } from 'yaml';

import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import { nameOf } from '../../scripts/lib/contractFacts.mts';
import { standingOf } from '../../scripts/lib/standing.mts';
import { readProject, readText } from '../../scripts/scan/projectTree.mts';

interface Schema {
	$ref?: string;
	'x-inferred'?: boolean;
	properties?: Record<string, Schema>;
}
interface Operation {
	requestBody?: { content: Record<string, { schema: Schema }> };
	'x-existence': 'documented-page' | 'mentioned' | 'inferred';
	'x-scope'?: string;
	'x-source': string[];
}
type PathItem = Record<string, Operation>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const SCOPES: Record<string, string> = {
	none: 'none',
	write: 'write',
	'unclear (POST, but read-only)': '[unclear](#read-only-posts-and-scopes)',
};

/** The first five columns of an operation's row in contract/NOTES.md#operations. */
function rowOf(method: string, route: string, operation: Operation): string {
	const standing = operation['x-existence'].replace('-page', '');
	const scope = SCOPES[operation['x-scope'] ?? ''] ?? 'no key';
	const pages = operation['x-source'].map((page) => `\`${page}\``).join(', ');
	return ['', method.toUpperCase(), `\`${route}\``, standing, scope, pages, ''].join(' | ').trim();
}

let notes: string;
let text: string;
let contract: { paths: Record<string, PathItem>; components: { schemas: Record<string, Schema> } };

beforeAll(async () => {
	const project = await readProject(PROJECT_ROOT);
	notes = await readText(project, 'contract/NOTES.md');
	text = await readText(project, 'contract/openapi.yaml');
	contract = parse(text, { merge: true }) as typeof contract;
});

it('contract/NOTES.md gives each operation the standing that contract/openapi.yaml has', () => {
	const rows = Object.entries(contract.paths).flatMap(([route, item]) =>
		METHODS.filter((method) => method in item).map((method) => rowOf(method, route, item[method])),
	);
	expect(rows).toHaveLength(29);
	expect(rows.filter((row) => !notes.includes(`\n${row} `))).toEqual([]);
});

/** The lines of contract/NOTES.md#inferred-parameters-and-fields. */
function inferredLines(): string[] {
	const [, section] = notes.split('## Inferred parameters and fields');
	return section.split('\n## ')[0].split('\n');
}

it('contract/NOTES.md lists each inferred parameter and field of a request', () => {
	const { fields } = standingOf(text);
	const lines = inferredLines();
	const unlisted = Object.entries(contract.paths).flatMap(([route, item]) =>
		METHODS.filter((method) => method in item).flatMap((method) => {
			const operation = `${method.toUpperCase()} ${route}`;
			const schema = item[method].requestBody?.content['application/json'].schema.$ref;
			const places = [`\`${operation}\``, ...(schema ? [`\`${schema.split('/').at(-1)}\``] : [])];
			const listed = lines.filter((line) => places.some((place) => line.includes(place)));
			return (fields[nameOf(method, route)] ?? [])
				.filter((field) => !listed.some((line) => line.includes(`\`${field}\``)))
				.map((field) => `${operation}: ${field}`);
		}),
	);
	expect(Object.keys(fields).length).toBeGreaterThan(3);
	expect(unlisted).toEqual([]);
});

it('contract/NOTES.md lists each schema that is inferred, as a whole or in part', () => {
	const isInferred = (schema: Schema): boolean =>
		schema['x-inferred'] === true || Object.values(schema.properties ?? {}).some(isInferred);
	const schemas = Object.entries(contract.components.schemas);
	const inferred = schemas.filter(([, schema]) => isInferred(schema)).map(([name]) => name);
	expect(inferred.length).toBeGreaterThan(4);
	const lines = inferredLines().join('\n');
	expect(inferred.filter((name) => !lines.includes(`\`${name}\``))).toEqual([]);
});
