/**
 * npm run release:prepare -- 1.2.3: sets the version in package.json and package-lock.json, dates its section in CHANGELOG.md, and commits
 * the three. Pushing the tag is left to the maintainer: RELEASING.md.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runNpm } from './bootstrap/npm.mjs';
import { PROJECT_ROOT } from './bootstrap/paths.mjs';
import { Problem, report } from './bootstrap/problem.mjs';
import { tool } from './lib/command.mjs';
import { release } from './release/changelog.mjs';

const FILES = ['package.json', 'package-lock.json', 'CHANGELOG.md'];

async function main() {
	const [version] = process.argv.slice(2);
	if (!/^\d+\.\d+\.\d+$/.test(version ?? '')) {
		throw new Problem(
			'Which version?',
			'Give it as three numbers, for example npm run release:prepare -- 0.2.0.',
		);
	}
	const { stdout } = await tool('git', ['status', '--porcelain', '--untracked-files=no']);
	if (stdout !== '') throw new Problem('There are changes that are not committed.', stdout);
	const file = path.join(PROJECT_ROOT, 'CHANGELOG.md');
	const today = new Date().toISOString().slice(0, 10);
	const changelog = release(await readFile(file, 'utf8'), version, today);
	const args = ['version', '--no-git-tag-version', '--ignore-scripts', version];
	await runNpm({ doing: 'set the version', cwd: PROJECT_ROOT, args });
	await writeFile(file, changelog);
	await tool('git', ['add', ...FILES]);
	await tool('git', ['commit', '--quiet', '--message', `Release ${version}`]);
	console.log(
		`Committed. When CI has passed on it: git tag v${version} && git push origin v${version}`,
	);
}

try {
	await main();
} catch (error) {
	process.exitCode = report(error);
}
