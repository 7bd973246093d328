/** The project's own files, as a clone has them. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

export interface ProjectTree {
	root: string;
	/** Relative to the root, with forward slashes. */
	files: string[];
}

/** @param root folder of the clone; where git knows nothing of it (an unpacked archive), every file counts that is not ignored */
export async function readProject(root: string): Promise<ProjectTree> {
	const files = (await trackedFiles(root)) ?? (await unignoredFiles(root));
	return { root, files: files.sort() };
}

export async function readText({ root }: ProjectTree, file: string): Promise<string> {
	return await readFile(path.join(root, file), 'utf8');
}

async function trackedFiles(root: string): Promise<string[] | undefined> {
	try {
		const { stdout } = await promisify(execFile)('git', ['ls-files', '-z'], {
			cwd: root,
			maxBuffer: MAX_OUTPUT_BYTES,
		});
		const files = stdout.split('\0').filter(Boolean);
		return files.length > 0 ? files : undefined;
	} catch {
		return undefined;
	}
}

/** Reads .gitignore as far as this project uses it: names of folders, anywhere below. */
async function unignoredFiles(root: string): Promise<string[]> {
	const ignore = await readFile(path.join(root, '.gitignore'), 'utf8').catch(() => '');
	const ignored = new Set([
		'.git',
		...ignore
			.split('\n')
			.filter((line) => line.endsWith('/'))
			.map((line) => line.slice(0, -1)),
	]);
	async function walk(dir: string): Promise<string[]> {
		const found: string[] = [];
		for (const entry of await readdir(path.join(root, dir), { withFileTypes: true })) {
			const file = path.posix.join(dir, entry.name);
			if (entry.isFile()) found.push(file);
			else if (entry.isDirectory() && !ignored.has(entry.name)) found.push(...(await walk(file)));
		}
		return found;
	}
	return await walk('');
}
