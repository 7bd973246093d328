/**
 * Installs the packages of a package-lock.json without npm, which takes far longer for the 250,000 files of n8n. The same packages in
 * the same folders as after `npm ci --ignore-scripts`, without what only debuggers and compilers read.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { tarFiles } from './tarFiles.mjs';

const inflate = promisify(gunzip);
/** Enough to hide the latency of the registry. */
const CONCURRENCY = 12;
const ATTEMPTS = 3;
/** Source maps and type declarations: nearly half of n8n's files, and none is loaded at run time. */
const LEFT_OUT = /\.(?:[cm]?[jt]s|css)\.map$|\.d\.[cm]?ts$/;
const DOWNLOAD_TIMEOUT_MS = 120_000;

/**
 * @param {{ dir: string, registry: string }} where `dir` holds package-lock.json; `registry` is the address of the npm registry
 * @throws {Error} when a download fails, does not have the locked hash, or cannot be unpacked
 */
export async function unpackLocked({ dir, registry }) {
	const { packages } = JSON.parse(await readFile(path.join(dir, 'package-lock.json'), 'utf8'));
	const base = registry.endsWith('/') ? registry : `${registry}/`;
	const installed = Object.entries(packages).filter(
		([where, locked]) => where !== '' && !locked.inBundle && fits(locked),
	);
	const waiting = [...installed];
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
	await linkPrograms(dir, installed);
}

/** Install scripts of native modules find the programs of other packages in `.bin`. */
async function linkPrograms(dir, installed) {
	const folder = path.join(dir, 'node_modules/.bin');
	await mkdir(folder, { recursive: true });
	const linked = new Set();
	for (const [where, { bin = {} }] of installed) {
		if (where.lastIndexOf('node_modules/') > 0) continue;
		for (const [name, file] of Object.entries(bin)) {
			// Of two packages with a program of the same name, the first has it.
			if (linked.has(name)) continue;
			linked.add(name);
			const program = path.join(dir, where, file);
			const link = path.join(folder, name);
			if (process.platform === 'win32') await writeFile(`${link}.cmd`, `@node "${program}" %*\r\n`);
			else await symlink(path.relative(folder, program), link);
			// Some packages name a program that is built later.
			await chmod(program, 0o755).catch(() => {});
		}
	}
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

/** Writes the files at once: for many small ones that takes a fraction of the time that promises take. */
async function unpack(archive, target) {
	const made = new Set();
	for (const { path: name, mode, data } of tarFiles(await inflate(archive))) {
		// Archives have one folder at the top, whatever its name.
		const file = path.join(target, name.slice(name.indexOf('/') + 1));
		if (!file.startsWith(target + path.sep))
			throw new Error(`An archive leads out of ${target}: ${name}`);
		if (LEFT_OUT.test(name)) continue;
		const folder = path.dirname(file);
		if (!made.has(folder)) mkdirSync(folder, { recursive: true });
		made.add(folder);
		writeFileSync(file, data, { mode: mode & 0o111 ? 0o755 : 0o644 });
	}
}
