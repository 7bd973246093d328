/**
 * npm start: a running n8n with the CreatorAudit nodes, a local CreatorAudit API, a credential and two active example
 * workflows. `npm start -- --check` runs the examples without a browser and ends. `npm start -- --help` names all options.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Problem, report } from './bootstrap/problem.mjs';
import { withProgress } from './bootstrap/progress.mjs';
import { check } from './start/check.mjs';
import { exportFile, runExport, WATCH } from './start/content.mjs';
import { startDemonstration } from './start/demonstration.mjs';
import { HELP, parseOptions } from './start/options.mjs';

const LOG_LINES_SHOWN = 20;

/** What stops the parts that run, the last one first. */
const stops = [];
let stopping;

/** Stops everything that has been started, once. */
function stopAll() {
	stopping ??= (async () => {
		for (const stop of stops.reverse()) await stop();
	})();
	return stopping;
}

function stopOnSignals() {
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
}

/**
 * @param {import('./start/demonstration.mjs').Demonstration} demonstration
 * @param {string} data
 */
async function welcome({ n8n, sandbox, rest, login, workflows }, data) {
	const url = `http://localhost:${n8n.port}`;
	const projectId = await rest.projectId();
	console.log(`
n8n is running:  ${url}
  login          ${login.email}
  password       ${login.password}

Two workflows are active:
  Refreshed accounts to a data table       ${url}/workflow/${workflows.watch}
    its rows, a new one every ten seconds  ${url}/projects/${projectId}/datatables  ("${WATCH.table}")
  30-day metrics of all accounts to Excel  ${url}/workflow/${workflows.exporting}
    its file, new every day at 7           ${exportFile(n8n)}

The local CreatorAudit API:  ${sandbox.apiUrl}  (key ${sandbox.keys.full})
  refresh three accounts now: curl -X POST -H 'Content-Type: application/json' -d '{"accounts":3}' ${sandbox.controlUrl}/refresh

Ctrl+C stops everything. The data are kept in ${data}; npm start -- --fresh begins anew.`);
}

async function main() {
	const options = parseOptions(process.argv.slice(2));
	if (options.help) return void console.log(HELP);
	stopOnSignals();
	const onStarted = (stop) => stops.push(stop);
	if (options.check) {
		const dir = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-check-'));
		onStarted(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));
		await check(await startDemonstration({ dir, fresh: true, anyPorts: true }, onStarted));
		console.log('\nBoth examples work.');
		return;
	}
	const demonstration = await startDemonstration({ dir: options.data, ...options }, onStarted);
	const { n8n, rest, workflows } = demonstration;
	if (!existsSync(exportFile(n8n))) {
		await withProgress('Exporting the 30-day metrics', {}, () =>
			runExport(n8n, rest, workflows.exporting),
		);
	}
	await welcome(demonstration, options.data);
	const ended = await n8n.exited;
	if (stopping) return await stopping;
	const tail = n8n.log().trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
	throw new Problem(
		`n8n has ended by itself (${ended}).`,
		'Run the command again; the end of its log is above.',
		tail,
	);
}

try {
	await main();
} catch (error) {
	process.exitCode = stopping ? 0 : report(error);
} finally {
	await stopAll().catch(report);
}
