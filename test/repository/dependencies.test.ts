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

describe('whether the dependencies are installed', () => {
	it('is so when node_modules holds what the lock file names', async () => {
		await project(A, A);
		expect(await isInstalled(dir)).toBe(true);
	});

	it('is not so without node_modules, or while an install was interrupted', async () => {
		await project(A);
		expect(await isInstalled(dir)).toBe(false);
	});

	it.each<[string, Packages]>([
		['a package is missing', {}],
		['a package has another version', { 'node_modules/a': { version: '1.0.1' } }],
	])('is not so when %s', async (_, installed) => {
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
	])('does not miss %s', async (_, absent) => {
		await project({ ...A, ...absent }, A);
		expect(await isInstalled(dir)).toBe(true);
	});

	it('is not so when an optional package has another version', async () => {
		const optional = (version: string) => ({ 'node_modules/b': { version, optional: true } });
		await project({ ...A, ...optional('2.0.0') }, { ...A, ...optional('1.0.0') });
		expect(await isInstalled(dir)).toBe(false);
	});

	it('is so for this project while its tests run', async () => {
		expect(await isInstalled(PROJECT_ROOT)).toBe(true);
	});
});
