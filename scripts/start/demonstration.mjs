/** Starts everything that `npm start` shows. */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { makeUserFolder } from '../../e2e/support/folder.mts';
import { packPackage } from '../../e2e/support/package.mts';
import { freePort, freePortFrom } from '../../e2e/support/ports.mts';
import { Rest } from '../../e2e/support/rest.mts';
import { startN8n } from '../../e2e/support/server.mts';
import { startSandbox } from '../../sandbox/client.mts';
import { Problem } from '../bootstrap/problem.mjs';
import { withProgress } from '../bootstrap/progress.mjs';
import { ensureN8n } from '../lib/n8n.mjs';
import { fill } from './content.mjs';
import { ownerLogin } from './login.mjs';
import { claim } from './running.mjs';

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
 * @param {{ dir: string, fresh: boolean, port?: number, anyPorts?: boolean }} options `dir` keeps the data; `anyPorts` =
 *   whatever is free, for runs that nobody looks at
 * @param {(stop: () => Promise<void>) => void} onStarted is given what stops the parts that run so far, as they come up
 * @returns {Promise<Demonstration>}
 */
export async function startDemonstration({ dir, fresh, port, anyPorts = false }, onStarted) {
	await ensureN8n(2);
	await mkdir(dir, { recursive: true });
	const claimed = await claim(dir);
	onStarted(claimed.release);
	if (fresh)
		for (const name of ['n8n', 'login.json'])
			await rm(path.join(dir, name), { recursive: true, force: true });

	const tarball = await withProgress('Building the package', {}, packPackage);
	const folder = await withProgress('Installing it into n8n', {}, () =>
		makeUserFolder({ root: path.join(dir, 'n8n'), tarball }),
	);

	const ports = await choosePorts(port, anyPorts);
	const sandbox = await withProgress('Starting the sandbox', {}, () =>
		startSandbox({ ...SANDBOX, ports: ports.sandbox }),
	);
	onStarted(sandbox.stop);
	const n8n = await withProgress('Starting n8n', {}, () => startN8n(folder, { port: ports.n8n }));
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
