/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';

/** Writes a file of a fixture and the folders above it. */
export async function put(dir: string, file: string, content: string): Promise<void> {
	const target = path.join(dir, file);
	await mkdir(path.dirname(target), { recursive: true });
	await writeFile(target, content);
}

/** Edits a JSON file of a fixture. */
export async function edit(
	dir: string,
	file: string,
	change: (json: Record<string, unknown>) => void,
): Promise<void> {
	const json = JSON.parse(await readFile(path.join(dir, file), 'utf8')) as Record<string, unknown>;
	change(json);
	await put(dir, file, JSON.stringify(json, null, '\t'));
}

function scriptOf(className: string, ...imports: string[]): string {
	return [
		'"use strict";',
		'Object.defineProperty(exports, "__esModule", { value: true });',
		...imports.map((name) => `require(${JSON.stringify(name)});`),
		`class ${className} {}`,
		`exports.${className} = ${className};`,
		'',
	].join('\n');
}

/** Writes a package that passes every check, with this project's package.json. */
export async function goodPackage(dir: string): Promise<void> {
	await cp(path.join(PROJECT_ROOT, 'package.json'), path.join(dir, 'package.json'));
	await put(dir, 'README.md', '# A package\n');
	await put(dir, 'LICENSE.md', '# MIT License\n');
	await put(dir, 'dist/icons/creatoraudit.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
	await put(dir, 'dist/credentials/CreatorAuditApi.credentials.js', scriptOf('CreatorAuditApi'));
	await put(dir, 'dist/nodes/CreatorAudit/transport/send.js', scriptOf('Sender', 'node:crypto'));
	for (const name of ['CreatorAudit', 'CreatorAuditTrigger']) {
		await put(
			dir,
			`dist/nodes/CreatorAudit/${name}.node.js`,
			scriptOf(name, 'n8n-workflow', './transport/send'),
		);
		await put(dir, `dist/nodes/CreatorAudit/${name}.node.json`, '{}\n');
	}
}

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

/** The workflow of the project fixture. */
export const WORKFLOW = '.github/workflows/ci.yml';

/** Writes a repository that passes every check. */
export async function goodProject(dir: string): Promise<void> {
	await put(dir, 'package.json', JSON.stringify({ devDependencies: { a: '1.0.0' } }));
	await put(
		dir,
		'package-lock.json',
		JSON.stringify({
			lockfileVersion: 3,
			packages: {
				'': { name: 'fixture' },
				'node_modules/a': { version: '1.0.0', integrity: 'sha512-AAAA' },
				'node_modules/a/node_modules/b': { version: '1.0.0', inBundle: true },
			},
		}),
	);
	await put(
		dir,
		WORKFLOW,
		[
			'on: push',
			'permissions: {}',
			'jobs:',
			'  test:',
			'    steps:',
			`      - uses: actions/checkout@${COMMIT} # v6.0.2`,
			'      - uses: ./.github/actions/local',
			'  publish:',
			'    environment: npm',
			'    permissions:',
			'      id-token: write',
			'    steps:',
			`      - uses: actions/cache/restore@${COMMIT} # v5`,
			'',
		].join('\n'),
	);
	await put(
		dir,
		'README.md',
		'Data of the n8n image is in /home/node/.n8n; packages come from https://registry.npmjs.org/.\n',
	);
}
