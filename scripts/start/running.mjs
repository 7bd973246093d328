/** Two n8n servers on one database would each poll and each emit, so a second start on the same data is refused. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Problem } from '../bootstrap/problem.mjs';

/**
 * Marks the data as in use by this process, until it exits.
 * @param {string} dir
 * @throws {Problem} when another process uses them
 */
export async function claim(dir) {
	const file = path.join(dir, 'running.pid');
	const pid = Number(await readFile(file, 'utf8').catch(() => '0'));
	if (pid > 0 && pid !== process.pid && isAlive(pid)) {
		throw new Problem(
			`npm start is running already (process ${pid}).`,
			'Use the address that it has printed, or stop it with Ctrl+C there and run the command again.',
		);
	}
	await writeFile(file, String(process.pid));
	return { release: () => rm(file, { force: true }) };
}

/** @param {number} pid */
function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === 'EPERM';
	}
}
