/** Builds and packs the package as it is published. */
import { execa } from 'execa';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runNpm } from '../../scripts/bootstrap/npm.mjs';
import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';

export const PACKAGE_NAME = 'n8n-nodes-creatoraudit';

/** Types of the two nodes, as workflows name them. */
export const ACTION_NODE = `${PACKAGE_NAME}.creatorAudit`;
export const TRIGGER_NODE = `${PACKAGE_NAME}.creatorAuditTrigger`;

/** Environment variable with the path of a packed tarball, for child processes. */
const READY_MADE = 'CREATORAUDIT_TARBALL';

const MAX_ATTEMPTS = 3;
let packed: Promise<string> | undefined;

/**
 * Builds and packs the project once per command: child processes use the same tarball.
 * `CREATORAUDIT_TARBALL` names another tarball to test.
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

/** Files that package.json names for n8n and that were not packed. */
async function missingIn(packedFiles: Set<string>): Promise<string[]> {
	const { n8n } = JSON.parse(await readFile(path.join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	return [...n8n.nodes, ...n8n.credentials].filter((file) => !packedFiles.has(file));
}
