/**
 * Two n8n servers on one database would each poll and each emit, so a second start on the same data is refused.
 *
 * The first one listens on a local socket that belongs to the data folder. Unlike a file with a process id, it cannot
 * be taken for alive after a crash.
 */
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Problem } from '../bootstrap/problem.mjs';

/** Sockets live outside of the data folder, because their paths may have only about 100 characters. */
function socketOf(dir) {
	const name = `creatoraudit-${createHash('sha256').update(path.resolve(dir)).digest('hex').slice(0, 16)}`;
	return process.platform === 'win32'
		? `\\\\.\\pipe\\${name}`
		: path.join(os.tmpdir(), `${name}.sock`);
}

/**
 * Marks the data as in use by this process.
 * @param {string} dir
 * @returns {Promise<{ release: () => Promise<void> }>}
 * @throws {Problem} when another process uses them
 */
export async function claim(dir) {
	const socket = socketOf(dir);
	const server = (await listen(socket)) ?? (await takeOver(socket));
	return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** @returns {Promise<net.Server | undefined>} undefined when the socket is there already */
function listen(socket) {
	return new Promise((resolve, reject) => {
		const server = net.createServer((connection) => connection.end(String(process.pid)));
		server.once('error', (error) =>
			error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
		);
		server.listen(socket, () => resolve(server.unref()));
	});
}

/** A socket that nobody answers on was left by a process that was killed. */
async function takeOver(socket) {
	const pid = await ask(socket);
	if (pid === undefined) {
		await rm(socket, { force: true });
		const server = await listen(socket);
		if (server) return server;
	}
	throw new Problem(
		`npm start is running already${pid ? ` (process ${pid})` : ''}.`,
		'Use the address that it has printed, or stop it with Ctrl+C there and run the command again.',
	);
}

/** @returns {Promise<string | undefined>} what the process behind the socket says, undefined when there is none */
function ask(socket) {
	return new Promise((resolve) => {
		let said = '';
		const connection = net.connect(socket);
		connection.setEncoding('utf8').on('data', (text) => (said += text));
		connection.once('end', () => resolve(said));
		connection.once('error', () => resolve(undefined));
	});
}
