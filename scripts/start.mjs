/**
 * npm start: a running n8n with the CreatorAudit nodes, a local CreatorAudit API, a credential and two active example
 * workflows. `npm start -- --check` runs the examples without a browser and ends. `npm start -- --help` names all options.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { withProgress } from './bootstrap/progress.mjs';
import { check } from './start/check.mjs';
import { exportFile, runExport, WATCH } from './start/content.mjs';
import { startDemonstration } from './start/demonstration.mjs';
import { HELP, parseOptions } from './start/options.mjs';
import { runService, untilEnded } from './start/service.mjs';

/** Says what can be tried already, and what is coming. */
function announce(sandbox, n8nPort) {
	console.log(`
The local CreatorAudit API answers:  ${sandbox.apiUrl}
  try it: curl -H 'Authorization: Bearer ${sandbox.keys.full}' ${sandbox.apiUrl}/overview
n8n comes next, with two workflows: http://localhost:${n8nPort}  (the first time takes some minutes)
`);
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

await runService(async (onStarted) => {
	const options = parseOptions(process.argv.slice(2));
	if (options.help) return void console.log(HELP);
	if (options.check) {
		const dir = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-check-'));
		onStarted(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));
		await check(await startDemonstration({ dir, fresh: true, anyPorts: true }, onStarted));
		console.log('\nBoth examples work.');
		return;
	}
	const demonstration = await startDemonstration(
		{ dir: options.data, ...options },
		onStarted,
		announce,
	);
	const { n8n, rest, workflows } = demonstration;
	if (!existsSync(exportFile(n8n))) {
		await withProgress('Exporting the 30-day metrics', {}, () =>
			runExport(n8n, rest, workflows.exporting),
		);
	}
	await welcome(demonstration, options.data);
	await untilEnded(n8n);
});
