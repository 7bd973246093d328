/** What the demonstration's n8n is filled with: a credential for the sandbox and the two example workflows. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readExample, stepOf, withCredentials } from '../../e2e/support/examples.mts';
import { creatorAuditCredential, pollEvery } from '../../e2e/support/workflow.mts';
import { Problem } from '../bootstrap/problem.mjs';

/** Shorter than in the example, so that refreshes are visible soon. */
const POLL_SECONDS = 10;

const CREDENTIAL_NAME = 'CreatorAudit sandbox';

/** Names of the examples, of the steps that start them, and where their results are. */
export const WATCH = {
	example: 'refreshed-accounts-to-data-table',
	trigger: 'When an account was refreshed',
	table: 'CreatorAudit refreshed accounts',
};
export const EXPORT = {
	example: 'account-metrics-to-xlsx',
	trigger: 'Every day at 7',
	file: 'creatoraudit-30-days.xlsx',
};

/**
 * Stores workflows and credential if they are missing, and points the credential to the running sandbox. Workflows that the user
 * has changed are kept.
 * @param {import('../../e2e/support/rest.mts').Rest} rest
 * @param {import('../../sandbox/client.mts').Sandbox} sandbox
 * @returns {Promise<{ watch: string, exporting: string }>} ids of the two workflows
 */
export async function fill(rest, sandbox) {
	const credential = await storeCredential(rest, sandbox);
	const choice = { creatorAuditApi: credential };
	const watching = withCredentials(await readExample(WATCH.example), choice);
	stepOf(watching, WATCH.trigger).parameters.pollTimes = pollEvery(POLL_SECONDS);
	const exporting = withCredentials(await readExample(EXPORT.example), choice);
	return {
		watch: await storeWorkflow(rest, watching),
		exporting: await storeWorkflow(rest, exporting),
	};
}

async function storeCredential(rest, sandbox) {
	const wanted = creatorAuditCredential(
		{ apiKey: sandbox.keys.full, baseUrl: sandbox.apiUrl },
		{ name: CREDENTIAL_NAME },
	);
	const known = (await rest.get('/credentials')).find(
		({ name, type }) => name === wanted.name && type === wanted.type,
	);
	if (known === undefined) return { id: await rest.createCredential(wanted), name: wanted.name };
	const { name, type, data } = wanted;
	await rest.patch(`/credentials/${known.id}`, { name, type, data });
	return { id: known.id, name };
}

/** @returns the id of the workflow of that name, which is active afterwards if it is new */
async function storeWorkflow(rest, workflow) {
	const known = (await rest.get('/workflows')).find(({ name }) => name === workflow.name);
	if (known !== undefined) return known.id;
	const { id } = await rest.createWorkflow(workflow);
	await rest.activate(id);
	return id;
}

/**
 * Runs the export once, as the editor's button does, instead of waiting for its hour.
 * @returns {Promise<string>} the file that it has written
 * @throws {Problem} when it failed or wrote nothing
 */
export async function runExport(n8n, rest, workflowId) {
	const startedMs = Date.now();
	const { status, data } = await rest.runManually(workflowId, EXPORT.trigger);
	const { error } = data.resultData;
	if (status !== 'success') {
		throw new Problem(
			`The export failed: ${error?.message ?? status}.`,
			error?.description ?? 'The log of n8n may say more.',
		);
	}
	const file = exportFile(n8n);
	// File systems may keep whole seconds only.
	const written = await stat(file).catch(() => undefined);
	if (written && written.mtimeMs > startedMs - 1_000) return file;
	throw new Problem(`The export did not write ${file}.`, 'Look at its execution in n8n.');
}

/** Where the export writes to. */
export function exportFile(n8n) {
	return path.join(n8n.folder.filesDir, EXPORT.file);
}
