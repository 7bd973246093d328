/** n8n's Community nodes page: a fresh n8n installs the package from a registry, as a user's would. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { generateCACertificate, getLocal } from 'mockttp';
import { Cleanup } from '../../e2e/support/cleanup.mts';
import { makeUserFolder } from '../../e2e/support/folder.mts';
import { ACTION_NODE, PACKAGE_NAME, TRIGGER_NODE } from '../../e2e/support/package.mts';
import { LOOPBACK } from '../../e2e/support/ports.mts';
import { Rest } from '../../e2e/support/rest.mts';
import { startN8n } from '../../e2e/support/server.mts';

/** The only registry that n8n asks without an enterprise license. */
const NPM_REGISTRY_HOST = 'registry.npmjs.org';

interface InstalledPackage {
	packageName: string;
	installedVersion: string;
	failedLoading?: boolean;
}

/**
 * Installs the package with the request that the page sends, into an n8n that has no other.
 * @param registry address of the registry that answers for npm's
 * @param version the version that has to be installed
 * @throws AssertionError when n8n installs another one, or does not load its nodes
 */
export async function installByCommunityNodes(registry: string, version: string): Promise<void> {
	const cleanup = new Cleanup();
	try {
		await install(registry, version, cleanup);
	} finally {
		await cleanup.run();
	}
}

async function install(registry: string, version: string, cleanup: Cleanup): Promise<void> {
	const env = await redirectRegistry(registry, cleanup);
	const folder = cleanup.add(await makeUserFolder({ tarball: null }), ({ remove }) => remove());
	const n8n = cleanup.add(await startN8n(folder, { env }), ({ stop }) => stop());
	const rest = await Rest.signIn(n8n);
	const ours = async () =>
		(await rest.nodeTypes())
			.map(({ name }) => name)
			.filter((name) => name.startsWith(`${PACKAGE_NAME}.`));
	assert.deepEqual(await ours(), []);
	await rest.post('/community-packages', { name: PACKAGE_NAME });
	const [installed] = await rest.get<InstalledPackage[]>('/community-packages');
	assert.equal(installed?.packageName, PACKAGE_NAME);
	assert.equal(installed.installedVersion, version);
	assert.equal(installed.failedLoading ?? false, false);
	assert.deepEqual((await ours()).sort(), [ACTION_NODE, `${ACTION_NODE}Tool`, TRIGGER_NODE].sort());
}

/** @returns variables with which n8n and its npm reach the local registry when they ask npm's */
async function redirectRegistry(registry: string, cleanup: Cleanup): Promise<NodeJS.ProcessEnv> {
	const dir = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-redirect-'));
	cleanup.add(dir, () => rm(dir, { recursive: true, force: true }));
	const authority = await generateCACertificate({
		subject: { commonName: 'CreatorAudit release rehearsal' },
	});
	const authorityFile = path.join(dir, 'authority.pem');
	const npmrc = path.join(dir, '.npmrc');
	await writeFile(authorityFile, authority.cert);
	await writeFile(npmrc, '');
	const proxy = getLocal({ https: authority, recordTraffic: false });
	await proxy.start();
	cleanup.add(proxy, (one) => one.stop());
	await proxy.forAnyRequest().forHostname(NPM_REGISTRY_HOST).always().thenForwardTo(registry);
	return {
		HTTPS_PROXY: `http://${LOOPBACK}:${proxy.port}`,
		NO_PROXY: `localhost,${LOOPBACK}`,
		NODE_EXTRA_CA_CERTS: authorityFile,
		// The user's own npm settings would not trust it.
		npm_config_cafile: authorityFile,
		npm_config_userconfig: npmrc,
		npm_config_cache: path.join(dir, 'cache'),
	};
}
