/** n8n's command line on a user folder. A running server sees imports only after a restart. */
import { execa } from 'execa';
import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { documentIn } from './document.mts';
import { n8nCommand, n8nEnv } from './n8nCommand.mts';
import type { ExecutionData } from './execution.mts';
import type { UserFolder } from './folder.mts';
import { freePort } from './ports.mts';
import type { Credential, Workflow } from './workflow.mts';

const TIMEOUT_MS = 180_000;
const OUTPUT_SHOWN_CHARS = 4_000;
const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;

/**
 * Runs a command until it exits.
 * @returns its standard output
 * @throws Error with both outputs when it fails
 */
export async function n8nCli(
	folder: UserFolder,
	args: string[],
	env: NodeJS.ProcessEnv = {},
): Promise<string> {
	const result = await run(folder, args, env);
	if (result instanceof Error) throw result;
	return result.stdout;
}

async function run(folder: UserFolder, args: string[], env: NodeJS.ProcessEnv) {
	const brokerPort = String(await freePort());
	return await execa(process.execPath, n8nCommand(folder, ...args), {
		cwd: folder.root,
		env: n8nEnv(folder, { N8N_RUNNERS_BROKER_PORT: brokerPort, ...env }),
		extendEnv: false,
		stdin: 'ignore',
		timeout: TIMEOUT_MS,
		maxBuffer: MAX_OUTPUT_BYTES,
		reject: false,
	});
}

/** Stores credentials with the given ids; n8n encrypts them with the folder's key. */
export async function importCredentials(
	folder: UserFolder,
	credentials: Credential[],
): Promise<void> {
	await withFile(folder, credentials, (file) =>
		n8nCli(folder, ['import:credentials', `--input=${file}`]),
	);
}

/** Stores workflows under their ids and replaces existing ones. They are inactive afterwards. */
export async function importWorkflows(folder: UserFolder, workflows: Workflow[]): Promise<void> {
	await withFile(folder, workflows, (file) =>
		n8nCli(folder, ['import:workflow', `--input=${file}`]),
	);
}

/** Activates a workflow. A running server notices it at its next start. */
export async function publishWorkflow(folder: UserFolder, id: string): Promise<void> {
	const args =
		folder.major === 1
			? ['update:workflow', `--id=${id}`, '--active=true']
			: ['publish:workflow', `--id=${id}`];
	await n8nCli(folder, args);
}

/**
 * Executes a stored workflow in a new process, from its manual (or first) trigger.
 * @throws Error when the workflow fails, with n8n's words in it
 */
export async function executeWorkflow(
	folder: UserFolder,
	id: string,
	env: NodeJS.ProcessEnv = {},
): Promise<ExecutionData> {
	const result = await run(folder, ['execute', `--id=${id}`, '--rawOutput'], env);
	const { stdout } = result;
	try {
		// The exit code is ignored: n8n's expression sandbox sometimes crashes while the process exits.
		return (documentIn(stdout) as { data: ExecutionData }).data;
	} catch {
		const said = [stdout, result.stderr].join('\n').trim().slice(-OUTPUT_SHOWN_CHARS);
		throw new Error(
			`n8n execute gave no result (${result.signal ?? `exit code ${result.exitCode}`}):\n${said}`,
		);
	}
}

async function withFile(
	folder: UserFolder,
	content: unknown,
	use: (file: string) => Promise<unknown>,
): Promise<void> {
	const dir = path.join(folder.root, 'imports');
	await mkdir(dir, { recursive: true });
	const file = path.join(dir, `${randomUUID()}.json`);
	await writeFile(file, JSON.stringify(content), { mode: 0o600 });
	try {
		await use(file);
	} finally {
		await rm(file, { force: true });
	}
}
