/** Commands that start servers and run until Ctrl+C. Whatever ends them, what they have started is stopped. */
import { Problem, report } from '../bootstrap/problem.mjs';

const LOG_LINES_SHOWN = 20;

/**
 * Runs the body of such a command and sets the exit code.
 * @param {(onStarted: (stop: () => unknown) => void) => Promise<void>} body `onStarted` takes what stops a part that has come up
 */
export async function runService(body) {
	/** What stops the parts that run, the last one first. */
	const stops = [];
	let stopping;
	const stopAll = () =>
		(stopping ??= (async () => {
			for (const stop of stops.reverse()) await stop();
		})());
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
		process.on(signal, () => {
			// Whoever asks twice does not want to wait.
			if (stopping) process.exit(1);
			console.log('\nStopping …');
			void stopAll().then(
				() => process.exit(0),
				(error) => process.exit(report(error)),
			);
		});
	}
	try {
		await body((stop) => stops.push(stop));
	} catch (error) {
		// What is being stopped fails for that reason.
		process.exitCode = stopping ? 0 : report(error);
	} finally {
		await stopAll().catch(report);
	}
}

/**
 * Waits until n8n ends.
 * @param {import('../../e2e/support/server.mts').N8nServer} n8n
 * @throws {Problem} with the end of its log
 */
export async function untilEnded(n8n) {
	const ended = await n8n.exited;
	throw new Problem(
		`n8n has ended by itself (${ended}).`,
		'Run the command again; the end of its log is above.',
		n8n.log().trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n'),
	);
}
