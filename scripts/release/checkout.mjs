/** A copy of a commit, built from its files and the tools of this checkout alone. */
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { runNpm } from '../bootstrap/npm.mjs';
import { PROJECT_ROOT } from '../bootstrap/paths.mjs';
import { tool } from '../lib/command.mjs';

/**
 * Unpacks the files of HEAD into a new folder.
 * @param {string} dir
 */
export async function checkOut(dir) {
	await mkdir(dir, { recursive: true });
	const archive = path.join(dir, '..', `${path.basename(dir)}.tar`);
	await tool('git', ['archive', '--format=tar', `--output=${archive}`, 'HEAD']);
	await tool('tar', ['-xf', archive, '-C', dir]);
	await lendTools(dir);
}

/** Lets a copy use the tools that are installed here. */
export async function lendTools(dir) {
	await symlink(
		path.join(PROJECT_ROOT, 'node_modules'),
		path.join(dir, 'node_modules'),
		'junction',
	);
}

/**
 * Builds and packs a copy as the publishing workflow does.
 * @param {string} dir
 * @returns {Promise<string>} path of the tarball
 */
export async function buildAndPack(dir) {
	await tool('gulp', ['build'], { cwd: dir });
	const args = ['pack', '--ignore-scripts', '--json'];
	const [{ filename }] = JSON.parse(await runNpm({ doing: 'pack the package', cwd: dir, args }));
	return path.join(dir, filename);
}
