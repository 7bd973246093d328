/** Progress of long steps: elapsed time and written bytes. */
import { statfs } from 'node:fs/promises';

const TERMINAL_INTERVAL_MS = 1_000;
/** Without a terminal a new line is printed from time to time. */
const LOG_INTERVAL_MS = 20_000;
const MEGABYTE = 1024 * 1024;

/** `75000` ms as `1 min 15 s`, below a minute as `15 s`, below ten seconds with a decimal. */
export function duration(ms) {
	if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
	const seconds = Math.round(ms / 1_000);
	return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Bytes as MB or GB. */
export function size(bytes) {
	const megabytes = bytes / MEGABYTE;
	return megabytes < 1_000 ? `${Math.round(megabytes)} MB` : `${(megabytes / 1_024).toFixed(1)} GB`;
}

/** Free disk space at `dir` in bytes; Infinity where the platform does not say. */
export async function freeBytes(dir) {
	try {
		const { bavail, bsize } = await statfs(dir);
		return bavail * bsize;
	} catch {
		return Number.POSITIVE_INFINITY;
	}
}

/**
 * Runs `work` and shows its progress. The written size is the decrease of free disk space: reading the sizes of 60,000 files
 * every second would slow the install.
 * @template T
 * @param {string} label what is being done, e.g. "Installing n8n 2.40.7"
 * @param {{ dir?: string, expectBytes?: number }} about folder being filled and the size it will have
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withProgress(label, { dir, expectBytes }, work) {
	const terminal = process.stderr.isTTY === true;
	const startedMs = Date.now();
	const freeAtStart = dir ? await freeBytes(dir) : 0;

	async function line() {
		const parts = [duration(Date.now() - startedMs)];
		if (dir && Number.isFinite(freeAtStart)) {
			const written = Math.max(0, freeAtStart - (await freeBytes(dir)));
			parts.push(expectBytes ? `${size(written)} of about ${size(expectBytes)}` : size(written));
		}
		return `${label} … ${parts.join(', ')}`;
	}
	async function show() {
		const text = await line();
		if (terminal) process.stderr.write(`\r\x1b[K${text}`);
		else console.error(text);
	}

	if (terminal) process.stderr.write(label);
	else console.error(`${label} …`);
	const timer = setInterval(() => void show(), terminal ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS);
	try {
		const result = await work();
		clearInterval(timer);
		if (terminal) process.stderr.write('\r\x1b[K');
		console.error(`${label}: done in ${duration(Date.now() - startedMs)}`);
		return result;
	} catch (error) {
		clearInterval(timer);
		if (terminal) process.stderr.write('\r\x1b[K');
		console.error(`${label}: failed after ${duration(Date.now() - startedMs)}`);
		throw error;
	}
}
