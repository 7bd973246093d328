/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { cached } from '../../scripts/bootstrap/cache.mjs';
import { claim } from '../../scripts/bootstrap/claim.mjs';
import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import { unpackLocked } from '../../scripts/bootstrap/unpackLocked.mjs';

let dir: string;
beforeEach(async () => (dir = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-installs-'))));
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('packages that are unpacked without npm', () => {
	let archive: Buffer;
	let gnuArchive: Buffer;
	const pack = (source: string, format: string) =>
		execFileSync('tar', ['-czf', '-', `--format=${format}`, '-C', source, 'package']);
	let server: Server;
	let registry: string;
	let asked: string[];
	const integrity = () => `sha512-${createHash('sha512').update(archive).digest('base64')}`;

	/** Longer than the 100 characters that the first form of tar has for a name. */
	const LONG = `lib/${'long/'.repeat(40)}name.js`;

	beforeAll(async () => {
		const source = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-archive-'));
		await mkdir(path.join(source, 'package/lib'), { recursive: true });
		for (const file of ['package.json', 'lib/a.js', 'lib/a.js.map', 'lib/a.d.ts', 'lib/world.map'])
			await writeFile(path.join(source, 'package', file), '{}');
		await mkdir(path.join(source, 'package', path.dirname(LONG)), { recursive: true });
		await writeFile(path.join(source, 'package', LONG), '{}');
		archive = pack(source, 'pax');
		gnuArchive = pack(source, 'gnu');
		await rm(source, { recursive: true });
		server = createServer((request, response) => {
			asked.push(String(request.url));
			response.end(archive);
		});
		await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
		registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});
	beforeEach(() => (asked = []));
	afterAll(() => server.close());

	const install = async (packages: Record<string, object>) => {
		await writeFile(path.join(dir, 'package-lock.json'), JSON.stringify({ packages }));
		await unpackLocked({ dir, registry });
		return (await readdir(dir, { recursive: true, withFileTypes: true }))
			.filter((entry) => entry.isFile() && entry.name !== 'package-lock.json')
			.map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)))
			.sort();
	};

	it('stand where the lock file says, without source maps and type declarations', async () => {
		const locked = { version: '1.2.3', integrity: integrity() };
		expect(
			await install({
				'': {},
				'node_modules/@some/one': locked,
				'node_modules/@some/one/node_modules/two': locked,
			}),
		).toEqual(
			['node_modules/@some/one', 'node_modules/@some/one/node_modules/two']
				.flatMap((where) => [
					`${where}/lib/a.js`,
					`${where}/${LONG}`,
					`${where}/lib/world.map`,
					`${where}/package.json`,
				])
				.sort(),
		);
		expect(asked.sort()).toEqual(['/@some/one/-/one-1.2.3.tgz', '/two/-/two-1.2.3.tgz']);
	});

	it('have the same names when GNU wrote the archive', async () => {
		const pax = archive;
		const locked = () => ({ version: '1.0.0', integrity: integrity() });
		const first = await install({ 'node_modules/one': locked() });
		await rm(path.join(dir, 'node_modules'), { recursive: true });
		archive = gnuArchive;
		try {
			expect(await install({ 'node_modules/one': locked() })).toEqual(first);
		} finally {
			archive = pax;
		}
	});

	it('have their programs where install scripts look for them', async () => {
		const locked = { version: '1.0.0', integrity: integrity(), bin: { run: 'lib/a.js' } };
		await install({ 'node_modules/one': locked, 'node_modules/one/node_modules/two': locked });
		expect(await readFile(path.join(dir, 'node_modules/.bin/run'), 'utf8')).toBe('{}');
	});

	it('are asked for by their own name where the folder has another', async () => {
		const locked = { name: 'real', version: '1.0.0', integrity: integrity() };
		await install({ 'node_modules/alias': locked });
		expect(asked).toEqual(['/real/-/real-1.0.0.tgz']);
	});

	it('are left out when they are for another platform, or inside another package', async () => {
		const locked = { version: '1.0.0', integrity: integrity() };
		expect(
			await install({
				'node_modules/elsewhere': { ...locked, os: ['plan9'] },
				'node_modules/not-here': { ...locked, os: [`!${process.platform}`] },
				'node_modules/bundled': { ...locked, inBundle: true },
			}),
		).toEqual([]);
	});

	it('are refused when their hash is not the locked one', async () => {
		const installing = install({
			'node_modules/one': { version: '1.0.0', integrity: 'sha512-AAAA' },
		});
		await expect(installing).rejects.toThrow('does not have the hash in package-lock.json');
		await expect(readFile(path.join(dir, 'node_modules/one/package.json'))).rejects.toThrow();
	});
});

it('an install that two commands want at once is made once', async () => {
	const before = process.env.CREATORAUDIT_CACHE_DIR;
	process.env.CREATORAUDIT_CACHE_DIR = dir;
	try {
		let made = 0;
		const entry = {
			name: 'entry',
			key: 'key',
			needBytes: 0,
			make: async (folder: string) => {
				made += 1;
				await sleep(200);
				await writeFile(path.join(folder, 'file'), '');
			},
		};
		const [first, second] = await Promise.all([cached(entry), cached(entry)]);
		expect(first).toBe(second);
		expect(made).toBe(1);
		expect(await readdir(first)).toEqual(['file']);
	} finally {
		if (before === undefined) delete process.env.CREATORAUDIT_CACHE_DIR;
		else process.env.CREATORAUDIT_CACHE_DIR = before;
	}
});

it('a process that finds a folder in use can end while the other one goes on', async () => {
	const { release } = await claim(dir);
	try {
		const module = pathToFileURL(path.join(PROJECT_ROOT, 'scripts/bootstrap/claim.mjs')).href;
		const code = `const { usedBy } = await (await import(${JSON.stringify(module)})).claim(${JSON.stringify(dir)}); console.log(usedBy)`;
		const { stdout } = await promisify(execFile)(
			process.execPath,
			['--input-type=module', '--eval', code],
			{ timeout: 20_000 },
		);
		expect(stdout.trim()).toBe(String(process.pid));
	} finally {
		await release?.();
	}
});
