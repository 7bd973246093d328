/**
 * npm run dev: n8n with the nodes on the sandbox, as npm start has it, for whoever changes them. A saved change is built and copied into
 * n8n's folder of community nodes; n8n notices it there, loads the nodes anew, and the editor shows them.
 */
import { cp } from 'node:fs/promises';
import path from 'node:path';
import gulp from 'gulp';
import { PACKAGE_NAME } from '../e2e/support/package.mts';
import { PROJECT_ROOT } from './bootstrap/paths.mjs';
import { withProgress } from './bootstrap/progress.mjs';
import { tool } from './lib/command.mjs';
import { startDemonstration } from './start/demonstration.mjs';
import { DEV_DATA, DEV_HELP, parseOptions } from './start/options.mjs';
import { runService, untilEnded } from './start/service.mjs';

const SOURCES = ['credentials/**', 'nodes/**', 'icons/**', 'contract/openapi.yaml'];
/** An editor may write a file in steps. */
const SETTLE_MS = 200;
/** n8n watches the packages that it has loaded, as its own developers use it. */
const HOT_RELOAD = { N8N_DEV_RELOAD: 'true', NODE_ENV: 'development', N8N_LOG_LEVEL: 'info' };

/** Builds the sources and replaces what n8n has loaded. A change that does not compile is reported, and the old nodes stay. */
async function rebuild(folder) {
	try {
		await withProgress('Building the change', {}, () => tool('gulp', ['build']));
	} catch (error) {
		console.error(error.stderr || error.stdout || error.message);
		return;
	}
	// Not a link: n8n forgets the modules below the path that it watches, and Node knows them by their real path.
	const installed = path.join(folder.root, '.n8n/nodes/node_modules', PACKAGE_NAME, 'dist');
	await cp(path.join(PROJECT_ROOT, 'dist'), installed, { recursive: true });
}

await runService(async (onStarted) => {
	const options = parseOptions(process.argv.slice(2), DEV_DATA);
	if (options.help) return void console.log(DEV_HELP);
	const { n8n, login, sandbox } = await startDemonstration(
		{ dir: options.data, ...options, env: HOT_RELOAD },
		onStarted,
	);
	const watcher = gulp.watch(SOURCES, { cwd: PROJECT_ROOT, delay: SETTLE_MS }, () =>
		rebuild(n8n.folder),
	);
	onStarted(() => watcher.close());
	console.log(`
n8n is running:  http://localhost:${n8n.port}
  login          ${login.email}
  password       ${login.password}
The local CreatorAudit API:  ${sandbox.apiUrl}  (key ${sandbox.keys.full})

Change a file in nodes/, credentials/ or icons/: the editor shows it some seconds later. An active workflow takes it when it is
activated again. Ctrl+C stops everything; n8n's log is ${n8n.logFile}.`);
	await untilEnded(n8n);
});
