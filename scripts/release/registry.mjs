/** A local npm registry (verdaccio), pinned in tools/registry. It knows only what is published to it. */
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freePort, LOOPBACK } from '../../e2e/support/ports.mts';
import { launch } from '../../e2e/support/service.mts';
import { waitFor } from '../../e2e/support/waitFor.mts';
import { cached, keyOf } from '../bootstrap/cache.mjs';
import { runNpm } from '../bootstrap/npm.mjs';
import { PROJECT_ROOT } from '../bootstrap/paths.mjs';
import { withProgress } from '../bootstrap/progress.mjs';

const RECIPE = path.join(PROJECT_ROOT, 'tools/registry');
const NEED_BYTES = 100 * 1024 * 1024;
const READY_TIMEOUT_MS = 60_000;

async function ensureVerdaccio() {
	const lock = await readFile(path.join(RECIPE, 'package-lock.json'), 'utf8');
	return await cached({
		name: 'registry',
		key: keyOf(lock),
		needBytes: NEED_BYTES,
		make: async (dir) => {
			for (const file of ['package.json', 'package-lock.json', '.npmrc'])
				await copyFile(path.join(RECIPE, file), path.join(dir, file));
			await withProgress('Installing a local npm registry', {}, () =>
				runNpm({ doing: 'install verdaccio', cwd: dir, args: ['ci', '--ignore-scripts'] }),
			);
		},
	});
}

/**
 * Starts an empty registry.
 * @returns {Promise<{ url: string, npmrc: string, stop: () => Promise<void> }>} `npmrc` is a file that makes npm publish there
 */
export async function startRegistry() {
	const installed = await ensureVerdaccio();
	const dir = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-registry-'));
	const port = await freePort();
	const url = `http://${LOOPBACK}:${port}`;
	await mkdir(path.join(dir, 'storage'));
	// Without an uplink: what is not published here does not exist.
	await writeFile(
		path.join(dir, 'config.yaml'),
		[
			`storage: ${path.join(dir, 'storage')}`,
			`auth: { htpasswd: { file: ${path.join(dir, 'htpasswd')} } }`,
			'uplinks: {}',
			"packages: { '**': { access: $all, publish: $all, unpublish: $all } }",
			'web: { enable: false }',
			'log: { type: stdout, format: pretty, level: warn }',
			'',
		].join('\n'),
	);
	// npm publishes nowhere without a token, and this registry looks at none.
	const npmrc = path.join(dir, '.npmrc');
	await writeFile(npmrc, `registry=${url}/\n//${LOOPBACK}:${port}/:_authToken=anybody\n`);
	const service = launch({
		args: [
			path.join(installed, 'node_modules/verdaccio/bin/verdaccio'),
			'--config',
			path.join(dir, 'config.yaml'),
			'--listen',
			`${LOOPBACK}:${port}`,
		],
		cwd: dir,
		env: process.env,
		logFile: path.join(dir, 'log'),
	});
	const stop = async () => {
		await service.stop();
		await rm(dir, { recursive: true, force: true, maxRetries: 5 });
	};
	const ready = async () => {
		if (service.ended) throw new Error(`The registry ended (${service.ended}):\n${service.log()}`);
		return (await fetch(`${url}/-/ping`)).ok;
	};
	try {
		await waitFor('the registry', ready, { timeoutMs: READY_TIMEOUT_MS });
	} catch (error) {
		await stop();
		throw error;
	}
	return { url, npmrc, stop };
}
