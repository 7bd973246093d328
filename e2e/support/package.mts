/** The package as it would be published: built and packed. */
import { execa } from 'execa';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
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

const MAX_ATTEMPTS = 3;
let packed: Promise<string> | undefined;

/**
 * Builds the project and packs it, once per command: processes started by it get the same tarball.
 * `CREATORAUDIT_TARBALL` names one that is tested instead.
 * @returns the tarball's absolute path
 */
export function packPackage(): Promise<string> {
	packed ??= process.env[READY_MADE]
		? Promise.resolve(path.resolve(process.env[READY_MADE]))
		: pack();
	return packed;
}

async function pack(): Promise<string> {
	const target = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-package-'));
	process.once('exit', () => rmSync(target, { recursive: true, force: true }));
	for (let attempt = 1; ; attempt++) {
		await execa('gulp', ['build'], {
			cwd: PROJECT_ROOT,
			preferLocal: true,
			localDir: PROJECT_ROOT,
		});
		const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', target];
		const output = await runNpm({ doing: 'pack the package', cwd: PROJECT_ROOT, args });
		const [{ filename, files }] = JSON.parse(output) as [
			{ filename: string; files: Array<{ path: string }> },
		];
		const missing = await missingIn(new Set(files.map((file) => file.path)));
		if (missing.length === 0) return (process.env[READY_MADE] = path.join(target, filename));
		// Another command of the same checkout began a build of its own, which empties dist first.
		if (attempt === MAX_ATTEMPTS) throw new Error(`The packed package lacks ${missing.join(', ')}`);
	}
}

/** Files that package.json announces to n8n, and that are not among those packed. */
async function missingIn(packedFiles: Set<string>): Promise<string[]> {
	const { n8n } = JSON.parse(await readFile(path.join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	return [...n8n.nodes, ...n8n.credentials].filter((file) => !packedFiles.has(file));
}
