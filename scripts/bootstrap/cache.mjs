/**
 * Installs that are kept between runs and checkouts.
 *
 * An entry is created in a temporary folder and renamed when it is complete. So an existing entry is complete, and an
 * interrupted run leaves none. Of two concurrent runs one makes it and the other waits.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { claim } from './claim.mjs';
import { cacheRoot } from './paths.mjs';
import { noSpace, Problem } from './problem.mjs';
import { freeBytes, size } from './progress.mjs';

const DAY_MS = 24 * 60 * 60 * 1_000;
const UNFINISHED_KEPT_MS = DAY_MS;
/** Entries of other lock files are kept for a while: a user may switch between branches. */
const UNUSED_KEPT_MS = 30 * DAY_MS;
const UNFINISHED = '.unfinished-';

/** Hash of the given texts, as twelve hex digits. */
export function keyOf(...texts) {
	return createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 12);
}

/**
 * The folder of a cached install; creates it if needed.
 * @param {{ name: string, key: string, needBytes: number, make: (dir: string) => Promise<void> }} entry
 *   `name` says what it is, `key` everything its content depends on; `make` fills an empty folder that is renamed later
 * @returns {Promise<string>}
 * @throws {Problem} when the disk is too full or the folder cannot be written
 */
export async function cached({ name, key, needBytes, make }) {
	const root = cacheRoot();
	const target = path.join(root, `${name}-${key}`);
	if (await exists(target)) {
		await touch(target);
		return target;
	}
	await makeFolder(root);
	const { release, untilReleased } = await claim(target);
	if (!release) {
		await untilReleased();
		return await cached({ name, key, needBytes, make });
	}
	try {
		return await makeEntry({ root, target, name, key, needBytes, make });
	} finally {
		await release();
	}
}

async function makeEntry({ root, target, name, key, needBytes, make }) {
	// Another process may have made it between the look and the claim.
	if (await exists(target)) return target;
	await sweep(root, name);
	const free = await freeBytes(root);
	if (free < needBytes) {
		throw noSpace(
			`${name} needs about ${size(needBytes)} in ${root}, but only ${size(free)} are free.`,
			root,
		);
	}
	const unfinished = path.join(root, `${UNFINISHED}${name}-${key}-${randomUUID().slice(0, 8)}`);
	await mkdir(unfinished);
	try {
		await make(unfinished);
		await rename(unfinished, target).catch(async (error) => {
			if (!(await exists(target))) throw error;
		});
	} finally {
		await rm(unfinished, { recursive: true, force: true });
	}
	return target;
}

async function exists(dir) {
	return await stat(dir).then(
		() => true,
		() => false,
	);
}

async function makeFolder(dir) {
	try {
		await mkdir(dir, { recursive: true });
	} catch (error) {
		throw new Problem(
			`The cache folder ${dir} cannot be made (${error.code}).`,
			'Set CREATORAUDIT_CACHE_DIR to a folder that can be written.',
		);
	}
}

/** Records the last use as the folder's modification time. Ignores a read-only cache. */
async function touch(dir) {
	const now = new Date();
	await utimes(dir, now, now).catch(() => {});
}

/** Removes leftovers of interrupted runs, and entries of the same name that were unused for a month. */
async function sweep(root, name) {
	for (const found of await readdir(root)) {
		const unfinished = found.startsWith(UNFINISHED);
		if (!unfinished && !found.startsWith(`${name}-`)) continue;
		const dir = path.join(root, found);
		const used = await stat(dir).then(
			({ mtimeMs }) => mtimeMs,
			() => Date.now(),
		);
		if (Date.now() - used > (unfinished ? UNFINISHED_KEPT_MS : UNUSED_KEPT_MS)) {
			await rm(dir, { recursive: true, force: true });
		}
	}
}
