/** n8n's user folder: its database, its key, and the community nodes that a user installed. */
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runNpm } from '../../scripts/bootstrap/npm.mjs';
import { ensureN8n } from '../../scripts/lib/n8n.mjs';
import { PACKAGE_NAME, packPackage } from './package.mts';

/** Major version of n8n: the current one, or the last 1.x. */
export type N8nMajor = 1 | 2;

export interface UserFolder {
	/** `N8N_USER_FOLDER`; n8n's own files are in `.n8n` below it. */
	root: string;
	/** The only folder in which nodes may read and write files. Relative paths are relative to `root`. */
	filesDir: string;
	major: N8nMajor;
	/** The n8n install that uses the folder. */
	n8nDir: string;
	/** Deletes the folder. Stop n8n first. */
	remove(): Promise<void>;
}

export interface FolderOptions {
	major?: N8nMajor;
	/** A folder to keep; a temporary one by default. */
	root?: string;
	/** Package to install; by default this project's, freshly packed. null = none. */
	tarball?: string | null;
}

/** n8n's default folder for files of nodes. */
const FILES = '.n8n-files';

const throwAway = new Set<string>();

/** As n8n installs a community package, but without the peer dependency: n8n provides n8n-workflow itself. */
const INSTALL = [
	'--ignore-scripts',
	'--legacy-peer-deps',
	'--install-strategy=shallow',
	'--bin-links=false',
	'--package-lock=false',
];

/** Makes a user folder and installs the package with npm in `.n8n/nodes`, as n8n does. */
export async function makeUserFolder({
	major = 2,
	root,
	tarball,
}: FolderOptions = {}): Promise<UserFolder> {
	const n8nDir = await ensureN8n(major);
	const folder = root ?? (await throwAwayFolder(major));
	const filesDir = path.join(folder, FILES);
	await mkdir(filesDir, { recursive: true });
	if (tarball !== null) await installPackage(folder, tarball ?? (await packPackage()));
	return {
		root: folder,
		filesDir,
		major,
		n8nDir,
		remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
	};
}

/** Makes a temporary folder that is deleted when this process exits, even if a test fails. */
async function throwAwayFolder(major: N8nMajor): Promise<string> {
	const folder = await mkdtemp(path.join(os.tmpdir(), `creatoraudit-n8n-${major}-`));
	if (throwAway.size === 0)
		process.once('exit', () =>
			throwAway.forEach((dir) => rmSync(dir, { recursive: true, force: true, maxRetries: 5 })),
		);
	throwAway.add(folder);
	return folder;
}

/** Installs a package into a user folder and replaces another version. n8n loads it at its next start. */
export async function installPackage(root: string, tarball: string): Promise<void> {
	const dir = path.join(root, '.n8n', 'nodes');
	await mkdir(dir, { recursive: true });
	const manifest = path.join(dir, 'package.json');
	if ((await readFile(manifest, 'utf8').catch(() => '')) === '') {
		await writeFile(
			manifest,
			JSON.stringify({ name: 'installed-nodes', private: true, dependencies: {} }),
		);
	}
	// npm takes a tarball of the same version for what is there already.
	await rm(path.join(dir, 'node_modules', PACKAGE_NAME), { recursive: true, force: true });
	await rm(path.join(dir, 'node_modules', '.package-lock.json'), { force: true });
	await runNpm({
		doing: 'install the package into n8n',
		cwd: dir,
		args: ['install', ...INSTALL, tarball],
	});
}
