/** An environment for one test file: a sandbox, an n8n with the packed package, the owner logged in, and a working credential. */
import {
	startSandbox,
	type Sandbox,
	type StartOptions as SandboxOptions,
} from '../../sandbox/client.mts';
import { Cleanup } from './cleanup.mts';
import { makeUserFolder, type N8nMajor, type UserFolder } from './folder.mts';
import { Rest } from './rest.mts';
import { startN8n, type N8nServer } from './server.mts';
import { creatorAuditCredential, type CredentialReference } from './workflow.mts';

export interface Environment {
	sandbox: Sandbox;
	folder: UserFolder;
	/** The running server. A restart replaces the object and keeps the port. */
	readonly n8n: N8nServer;
	rest: Rest;
	/** A stored credential with the sandbox's full key. */
	credential: CredentialReference;
	/** Stops (or SIGKILLs) n8n and starts it again on the same folder, after `meanwhile`. */
	restart(options?: {
		kill?: boolean;
		meanwhile?: () => Promise<void>;
		env?: NodeJS.ProcessEnv;
	}): Promise<void>;
	/** Stops everything and deletes the folder. */
	close(): Promise<void>;
}

export interface EnvironmentOptions {
	major?: N8nMajor;
	sandbox?: SandboxOptions;
	/** Environment variables for n8n. */
	env?: NodeJS.ProcessEnv;
	tarball?: string;
}

export async function startEnvironment(options: EnvironmentOptions = {}): Promise<Environment> {
	const cleanup = new Cleanup();
	return await cleanup.orElse(() => open(options, cleanup));
}

async function open(
	{ major = 2, sandbox: settings, env = {}, tarball }: EnvironmentOptions,
	cleanup: Cleanup,
): Promise<Environment> {
	const folder = cleanup.add(await makeUserFolder({ major, tarball }), ({ remove }) => remove());
	const sandbox = cleanup.add(await startSandbox(settings), ({ stop }) => stop());
	let n8n = await startN8n(folder, { env });
	cleanup.add('n8n', () => n8n.stop());
	const rest = await Rest.signIn(n8n);
	const { name, type, data } = creatorAuditCredential({
		apiKey: sandbox.keys.full,
		baseUrl: sandbox.apiUrl,
	});
	const credential = { id: await rest.createCredential({ name, type, data }), name };
	return {
		sandbox,
		folder,
		get n8n() {
			return n8n;
		},
		rest,
		credential,
		async restart({ kill = false, meanwhile, env: more = {} } = {}) {
			await (kill ? n8n.kill() : n8n.stop());
			await meanwhile?.();
			n8n = await startN8n(folder, { port: n8n.port, env: { ...env, ...more } });
		},
		close: () => cleanup.run(),
	};
}
