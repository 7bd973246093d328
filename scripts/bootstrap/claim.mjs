/**
 * A folder that one process at a time may use: the data of `npm start`, or an install that is being made.
 *
 * The process listens on a local socket that belongs to the folder. Unlike a file with a process id, it cannot be taken
 * for alive after a crash.
 */
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** Sockets live outside of the folder, because their paths may have only about 100 characters. */
function socketOf(dir) {
	const name = `creatoraudit-${createHash('sha256').update(path.resolve(dir)).digest('hex').slice(0, 16)}`;
	return process.platform === 'win32'
		? `\\\\.\\pipe\\${name}`
		: path.join(os.tmpdir(), `${name}.sock`);
}

/**
 * Marks a folder, which need not exist, as in use by this process.
 * @param {string} dir
 * @returns {Promise<{ release?: () => Promise<void>, usedBy?: string, untilReleased?: () => Promise<void> }>} `release`, or, where
 *   another process uses the folder, its id in `usedBy` and a function that waits until it has released the folder or ended
 */
export async function claim(dir) {
	const socket = socketOf(dir);
	for (;;) {
		const release = await listen(socket);
		if (release) return { release };
		const other = await ask(socket);
		if (other) return other;
		// Nobody answers: a process that was killed left it.
		await rm(socket, { force: true });
	}
}

/** @returns {Promise<(() => Promise<void>) | undefined>} undefined when the socket is there already */
function listen(socket) {
	return new Promise((resolve, reject) => {
		const connections = new Set();
		const server = net.createServer((connection) => {
			connections.add(connection.unref());
			// Whoever asks may end before it has its answer.
			connection.on('error', () => {});
			connection.write(String(process.pid));
		});
		const release = () =>
			new Promise((closed) => {
				server.close(() => closed());
				for (const connection of connections) connection.destroy();
			});
		server.once('error', (error) =>
			error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
		);
		server.listen(socket, () => {
			server.unref();
			resolve(release);
		});
	});
}

/** @returns {Promise<{ usedBy: string, untilReleased: () => Promise<void> } | undefined>} undefined when nobody answers */
function ask(socket) {
	return new Promise((resolve) => {
		const connection = net.connect(socket);
		const released = new Promise((ended) => connection.once('close', () => ended()));
		// Only who waits for the end of the connection is kept alive by it.
		const untilReleased = () => {
			connection.ref();
			return released;
		};
		connection.setEncoding('utf8').once('data', (usedBy) => {
			connection.unref();
			resolve({ usedBy, untilReleased });
		});
		connection.once('error', () => resolve(undefined));
		connection.once('close', () => resolve(undefined));
	});
}
