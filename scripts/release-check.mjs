/**
 * npm run release:check: builds and packs the current commit twice, each time from a fresh copy of it and nothing else, and compares the
 * tarballs byte for byte. With the path of a tarball as argument, that one has to be the same, too.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { counted, step, tool } from './lib/command.mjs';
import { runNpm } from './bootstrap/npm.mjs';
import { PROJECT_ROOT } from './bootstrap/paths.mjs';

const hashOf = async (file) =>
	createHash('sha512')
		.update(await readFile(file))
		.digest('hex');

/** The commit's files in a folder of their own, with the tools that the lock file names. */
async function checkOut(dir) {
	await mkdir(dir, { recursive: true });
	const archive = path.join(dir, '..', `${path.basename(dir)}.tar`);
	await tool('git', ['archive', '--format=tar', `--output=${archive}`, 'HEAD']);
	await tool('tar', ['-xf', archive, '-C', dir]);
	await symlink(
		path.join(PROJECT_ROOT, 'node_modules'),
		path.join(dir, 'node_modules'),
		'junction',
	);
}

/** @returns {Promise<string>} path of the tarball */
async function build(dir) {
	await checkOut(dir);
	await tool('gulp', ['build'], { cwd: dir });
	const args = ['pack', '--ignore-scripts', '--json'];
	const [{ filename }] = JSON.parse(await runNpm({ doing: 'pack the package', cwd: dir, args }));
	return path.join(dir, filename);
}

await counted(async (tally) => {
	const folder = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-release-'));
	const given = process.argv.slice(2).map((file) => path.resolve(file));
	try {
		const same = await step('two builds of the commit give the same tarball', async () => {
			// Paths of different lengths: a build that writes its folder down would differ.
			const tarballs = [
				await build(path.join(folder, 'first')),
				await build(path.join(folder, 'another', 'second')),
				...given,
			];
			const [hash, ...others] = await Promise.all(tarballs.map(hashOf));
			const different = tarballs.slice(1).filter((_, n) => others[n] !== hash);
			if (different.length > 0) throw new Error(`Not the same: ${different.join(', ')}`);
			return `sha512 ${hash.slice(0, 16)}…`;
		});
		tally.add(same);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
});
