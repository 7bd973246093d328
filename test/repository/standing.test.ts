import { parse } from 'yaml';

import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import { readProject, readText } from '../../scripts/scan/projectTree.mts';

interface Operation {
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

it('contract/NOTES.md gives each operation the standing that contract/openapi.yaml has', async () => {
	const project = await readProject(PROJECT_ROOT);
	const notes = await readText(project, 'contract/NOTES.md');
	const contract = parse(await readText(project, 'contract/openapi.yaml'), { merge: true }) as {
		paths: Record<string, PathItem>;
	};
	const rows = Object.entries(contract.paths).flatMap(([route, item]) =>
		METHODS.filter((method) => method in item).map((method) => rowOf(method, route, item[method])),
	);
	expect(rows).toHaveLength(29);
	expect(rows.filter((row) => !notes.includes(`\n${row} `))).toEqual([]);
});
