/** Starts everything that `npm start` shows. */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { makeUserFolder } from '../../e2e/support/folder.mts';
import { packPackage } from '../../e2e/support/package.mts';
import { freePort, freePortFrom } from '../../e2e/support/ports.mts';
import { Rest } from '../../e2e/support/rest.mts';
import { startN8n } from '../../e2e/support/server.mts';
import { startSandbox } from '../../sandbox/client.mts';
import { claim } from '../bootstrap/claim.mjs';
import { Problem } from '../bootstrap/problem.mjs';
import { withProgress } from '../bootstrap/progress.mjs';
import { ensureN8n } from '../lib/n8n.mjs';
import { fill } from './content.mjs';
import { ownerLogin } from './login.mjs';

const N8N_PORT = 5678;
const SANDBOX_PORT = 4010;

const DAY_SECONDS = 86_400;
/** Accounts are refreshed daily, so at this speed every ten minutes: one of the 60 each ten seconds. */
const SPEED = 144;
/** Seeded so that the refreshes do not come all at once. */
const SANDBOX = { scrape: 'auto', speed: SPEED, scrapeSpreadSeconds: DAY_SECONDS / SPEED };

/**
 * @typedef {object} Demonstration
 * @property {import('../../e2e/support/server.mts').N8nServer} n8n
 * @property {import('../../sandbox/client.mts').Sandbox} sandbox
 * @property {Rest} rest
 * @property {{ email: string, password: string }} login
 * @property {{ watch: string, exporting: string }} workflows ids
 */

/**
 * @param {{ dir: string, fresh: boolean, port?: number, anyPorts?: boolean, env?: NodeJS.ProcessEnv }} options `dir` keeps the
 *   data; `anyPorts` = whatever is free, for runs that nobody looks at; `env` is for n8n
 * @param {(stop: () => Promise<void>) => void} onStarted is given what stops the parts that run so far, as they come up
 * @param {(sandbox: import('../../sandbox/client.mts').Sandbox, n8nPort: number) => void} [onSandbox] is called once the sandbox
 *   answers, which is minutes before n8n on a bare machine
 * @returns {Promise<Demonstration>}
 */
export async function startDemonstration(
	{ dir, fresh, port, anyPorts = false, env },
	onStarted,
	onSandbox,
) {
	await mkdir(dir, { recursive: true });
	onStarted(await claimData(dir));
	if (fresh)
		for (const name of ['n8n', 'login.json'])
			await rm(path.join(dir, name), { recursive: true, force: true });

	const ports = await choosePorts(port, anyPorts);
	const sandbox = await withProgress('Starting the sandbox', {}, () =>
		startSandbox({ ...SANDBOX, ports: ports.sandbox }),
	);
	onStarted(sandbox.stop);
	onSandbox?.(sandbox, ports.n8n);

	const tarball = await withProgress('Building the package', {}, packPackage);
	// On a bare machine it is being installed since the command began.
	await ensureN8n(2);
	const folder = await withProgress('Installing it into n8n', {}, () =>
		makeUserFolder({ root: path.join(dir, 'n8n'), tarball }),
	);
	const n8n = await withProgress('Starting n8n', {}, () =>
		startN8n(folder, { port: ports.n8n, env }),
	);
	onStarted(n8n.stop);

	const login = await ownerLogin(dir);
	const rest = await Rest.signIn(n8n, login).catch((error) => {
		if (error.status !== 401) throw error;
		throw new Problem(
			'The login of the earlier runs does not work any more.',
			'Begin anew: npm start -- --fresh.',
		);
	});
	const workflows = await withProgress('Importing the examples', {}, () => fill(rest, sandbox));
	return { n8n, sandbox, rest, login, workflows };
}

/** Two n8n servers on one database would each poll and each emit, so a second start on the same data is refused. */
async function claimData(dir) {
	const { release, usedBy } = await claim(dir);
	if (release) return release;
	throw new Problem(
		`npm start is running already${usedBy ? ` (process ${usedBy})` : ''}.`,
		'Use the address that it has printed, or stop it with Ctrl+C there and run the command again.',
	);
}

/** A port that the user chose must be free; otherwise the next free port from the default on is used. */
async function choosePorts(chosen, any) {
	if (any) return { n8n: await freePort(), sandbox: { api: 0, control: 0 } };
	const n8n = await freePortFrom(chosen ?? N8N_PORT, chosen === undefined ? undefined : 1).catch(
		() => {
			throw new Problem(
				`Port ${chosen ?? N8N_PORT} is taken.`,
				'Stop what listens there, or choose another: npm start -- --port 5700.',
			);
		},
	);
	const api = await freePortFrom(SANDBOX_PORT);
	return { n8n, sandbox: { api, control: await freePortFrom(api + 1) } };
}
