/** The package as it would be published: built and packed. */
import { execa } from 'execa';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runNpm } from '../../scripts/bootstrap/npm.mjs';
import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';

export const PACKAGE_NAME = 'n8n-nodes-creatoraudit';

/** Full names of the two node types, as workflows refer to them. */
export const ACTION_NODE = `${PACKAGE_NAME}.creatorAudit`;
export const TRIGGER_NODE = `${PACKAGE_NAME}.creatorAuditTrigger`;

/** Set by a command that has packed already, for the processes it starts. */
const READY_MADE = 'CREATORAUDIT_TARBALL';

let packed: Promise<string> | undefined;

/**
 * Builds the project and packs it, once per command: processes started by it get the same tarball.
 * `CREATORAUDIT_TARBALL` names one that is tested instead.
 * @returns the tarball's absolute path
 */
export function packPackage(): Promise<string> {
	packed ??= process.env[READY_MADE] ? Promise.resolve(path.resolve(process.env[READY_MADE])) : pack();
	return packed;
}

async function pack(): Promise<string> {
	await execa('gulp', ['build'], { cwd: PROJECT_ROOT, preferLocal: true, localDir: PROJECT_ROOT });
	const target = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-package-'));
	const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', target];
	const [{ filename }] = JSON.parse(await runNpm({ doing: 'pack the package', cwd: PROJECT_ROOT, args }));
	const tarball = path.join(target, filename);
	process.env[READY_MADE] = tarball;
	return tarball;
}
