/**
 * Installs the packages of a package-lock.json without npm, whose unpacking in JavaScript is slow: n8n has 250,000 files. The same packages
 * in the same folders as after `npm ci --ignore-scripts`, without the links in `.bin`, and without what only debuggers and compilers read.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const inflate = promisify(gunzip);
/** Enough to hide the latency of the registry; unpacking keeps the processors busy. */
const CONCURRENCY = 12;
const ATTEMPTS = 3;
/** Source maps and type declarations: nearly half of n8n's files, and none is loaded at run time. */
const LEFT_OUT = [
	'*.[cm]ts.map',
	'*.[cm]js.map',
	'*.js.map',
	'*.ts.map',
	'*.css.map',
	'*.d.ts',
	'*.d.[cm]ts',
];
const DOWNLOAD_TIMEOUT_MS = 120_000;

/**
 * @param {{ dir: string, registry: string }} where `dir` holds package-lock.json; `registry` is the address of the npm registry
 * @throws {Error} when a download fails, does not have the locked hash, or cannot be unpacked
 */
export async function unpackLocked({ dir, registry }) {
	const { packages } = JSON.parse(await readFile(path.join(dir, 'package-lock.json'), 'utf8'));
	const base = registry.endsWith('/') ? registry : `${registry}/`;
	const waiting = Object.entries(packages).filter(
		([where, locked]) => where !== '' && !locked.inBundle && fits(locked),
	);
	await mkdir(path.join(dir, 'node_modules'), { recursive: true });
	async function work() {
		for (let next = waiting.pop(); next; next = waiting.pop()) {
			const [where, locked] = next;
			const target = path.join(dir, where);
			await mkdir(target, { recursive: true });
			await unpack(await download(addressOf(base, where, locked), locked.integrity), target);
		}
	}
	try {
		await Promise.all(Array.from({ length: CONCURRENCY }, work));
	} finally {
		waiting.length = 0;
	}
	// Some packages have folders that their own user may not enter. npm corrects that, too.
	if (process.platform !== 'win32')
		await run('chmod', ['-R', 'u+rwX', path.join(dir, 'node_modules')]);
}

/** Whether npm would install the package here: an optional one may be for another platform. */
function fits({ os, cpu, libc }) {
	return (
		allows(os, process.platform) &&
		allows(cpu, process.arch) &&
		(process.platform !== 'linux' || allows(libc, libcOf()))
	);
}

/** @param {string[] | undefined} list names, or names with an exclamation mark for what is excluded */
function allows(list, own) {
	if (list === undefined) return true;
	if (list.includes(`!${own}`)) return false;
	return list.includes(own) || list.includes('any') || list.every((name) => name.startsWith('!'));
}

let libc;
function libcOf() {
	libc ??= process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';
	return libc;
}

/** An aliased package has its own name beside the folder's. */
function addressOf(base, where, { name = where.split('node_modules/').at(-1), version }) {
	return `${base}${name}/-/${path.posix.basename(name)}-${version}.tgz`;
}

/** @returns {Promise<Buffer>} the archive, once its hash is the locked one */
async function download(address, integrity) {
	for (let attempt = 1; ; attempt++) {
		try {
			const response = await fetch(address, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
			if (!response.ok) throw new Error(`${address}: HTTP ${response.status}`);
			const archive = Buffer.from(await response.arrayBuffer());
			const hash = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
			if (hash !== integrity)
				throw new Error(`${address} does not have the hash in package-lock.json`);
			return archive;
		} catch (error) {
			if (attempt === ATTEMPTS) throw error;
		}
	}
}

async function unpack(archive, target) {
	const leftOut = LEFT_OUT.map((pattern) => `--exclude=${pattern}`);
	const modes = ['--no-same-owner', '--no-same-permissions'];
	const args = ['-x', '-f', '-', '-C', target, '--strip-components=1', ...modes, ...leftOut];
	await run('tar', args, await inflate(archive));
}

/** Runs a program of the system, with `input` on its standard input. */
function run(program, args, input = '') {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'] });
		let errors = '';
		child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
		child.on('error', reject);
		// A program that ends early says why on its standard error.
		child.stdin.on('error', () => {});
		child.on('close', (code) =>
			code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}: ${errors.trim()}`)),
		);
		child.stdin.end(input);
	});
}
