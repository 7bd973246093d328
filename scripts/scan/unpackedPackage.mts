/** The package as a user's npm unpacks it. */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** Fields of package.json that the scan looks at; the file is checked, so none is taken for granted. */
export interface Manifest {
	name?: string;
	version?: string;
	license?: string;
	homepage?: string;
	keywords?: string[];
	author?: { name?: string; email?: string };
	repository?: { url?: string };
	files?: string[];
	scripts?: Record<string, string>;
	dependencies?: Record<string, string>;
	optionalDependencies?: Record<string, string>;
	bundledDependencies?: string[] | boolean;
	bundleDependencies?: string[] | boolean;
	peerDependencies?: Record<string, string>;
	overrides?: object;
	n8n?: { n8nNodesApiVersion?: number; strict?: boolean; nodes?: string[]; credentials?: string[] };
}

export interface PackageFile {
	/** Relative to the package, with forward slashes. */
	path: string;
	bytes: number;
}

export interface UnpackedPackage {
	dir: string;
	manifest: Manifest;
	files: PackageFile[];
}

/** @param dir folder that holds package.json */
export async function readPackage(dir: string): Promise<UnpackedPackage> {
	const manifest = JSON.parse(await readFile(path.join(dir, 'package.json'), 'utf8')) as Manifest;
	const entries = await readdir(dir, { recursive: true, withFileTypes: true });
	const files = await Promise.all(
		entries
			.filter((entry) => !entry.isDirectory())
			.map(async (entry) => {
				const file = path.join(entry.parentPath, entry.name);
				return {
					path: path.relative(dir, file).replaceAll(path.sep, '/'),
					bytes: (await stat(file)).size,
				};
			}),
	);
	return { dir, manifest, files: files.sort((a, b) => a.path.localeCompare(b.path)) };
}

/**
 * Unpacks a tarball of npm into a folder that it makes.
 * @returns the same folder
 */
export async function unpack(tarball: string, dir: string): Promise<string> {
	await mkdir(dir, { recursive: true });
	// npm puts everything under "package/".
	await promisify(execFile)('tar', ['-xzf', tarball, '-C', dir, '--strip-components=1']);
	return dir;
}

/** Every path that n8n is told to load. */
export function loadedPaths({ n8n }: Manifest): string[] {
	return [...(n8n?.nodes ?? []), ...(n8n?.credentials ?? [])];
}
