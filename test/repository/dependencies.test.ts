/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { isInstalled } from '../../scripts/bootstrap/dependencies.mjs';
import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';

type Packages = Record<string, { version?: string; optional?: boolean; extraneous?: boolean }>;

let dir: string;

beforeEach(async () => {
	dir = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-dependencies-'));
});

afterEach(async () => {
	await rm(dir, { recursive: true });
});

async function project(locked: Packages, installed?: Packages) {
	await writeFile(
		path.join(dir, 'package-lock.json'),
		JSON.stringify({ packages: { '': {}, ...locked } }),
	);
	if (!installed) return;
	await mkdir(path.join(dir, 'node_modules'));
	await writeFile(
		path.join(dir, 'node_modules/.package-lock.json'),
		JSON.stringify({ packages: installed }),
	);
}

const A = { 'node_modules/a': { version: '1.0.0' } };

describe('the check for installed dependencies', () => {
	it('passes when node_modules matches the lock file', async () => {
		await project(A, A);
		expect(await isInstalled(dir)).toBe(true);
	});

	it('fails without node_modules, and after an interrupted install', async () => {
		await project(A);
		expect(await isInstalled(dir)).toBe(false);
	});

	it.each<[string, Packages]>([
		['a package is missing', {}],
		['a package has another version', { 'node_modules/a': { version: '1.0.1' } }],
	])('fails when %s', async (_, installed) => {
		await project(A, installed);
		expect(await isInstalled(dir)).toBe(false);
	});

	it.each<[string, Packages]>([
		[
			'an optional package of another platform',
			{ 'node_modules/b': { version: '2.0.0', optional: true } },
		],
		[
			'a package that npm keeps in the lock file and does not install',
			{ 'node_modules/b': { version: '2.0.0', extraneous: true } },
		],
	])('ignores %s', async (_, absent) => {
		await project({ ...A, ...absent }, A);
		expect(await isInstalled(dir)).toBe(true);
	});

	it('fails when an optional package has another version', async () => {
		const optional = (version: string) => ({ 'node_modules/b': { version, optional: true } });
		await project({ ...A, ...optional('2.0.0') }, { ...A, ...optional('1.0.0') });
		expect(await isInstalled(dir)).toBe(false);
	});

	it('passes for this project', async () => {
		expect(await isInstalled(PROJECT_ROOT)).toBe(true);
	});
});
