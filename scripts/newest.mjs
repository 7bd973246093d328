/**
 * npm run newest -- latest: the end-to-end tests in the newest n8n of a channel ("latest" or "beta"), with every package in its newest version
 * that fits. Words after it choose test files. Nothing in the project changes: the new lock file is made in a temporary folder.
 */
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runNpm } from './bootstrap/npm.mjs';
import { PROJECT_ROOT } from './bootstrap/paths.mjs';
import { Problem } from './bootstrap/problem.mjs';
import { withProgress } from './bootstrap/progress.mjs';
import { counted, step, tool } from './lib/command.mjs';
import { RECIPE_OF_N8N_2 } from './lib/n8n.mjs';

const CHANNELS = ['latest', 'beta'];
const RECIPE = path.join(PROJECT_ROOT, 'e2e/n8n-2');
const COUNTS = /^(\d+) passed, (\d+) failed$/m;

/** @returns {Promise<string>} the version that a channel stands for today */
async function versionIn(channel) {
	const args = ['view', `n8n@${channel}`, 'version', '--json'];
	const output = await runNpm({ doing: `find n8n's ${channel} version`, cwd: RECIPE, args });
	const version = JSON.parse(output);
	if (/^2\./.test(version)) return version;
	throw new Problem(
		`n8n's ${channel} version is ${version}.`,
		'A new major version needs an entry of its own in scripts/lib/n8n.mjs.',
	);
}

/** Makes package.json and a new lock file in a folder. */
async function renew(dir, version) {
	const manifest = JSON.parse(await readFile(path.join(RECIPE, 'package.json'), 'utf8'));
	manifest.dependencies.n8n = version;
	await writeFile(path.join(dir, 'package.json'), JSON.stringify(manifest));
	await copyFile(path.join(RECIPE, '.npmrc'), path.join(dir, '.npmrc'));
	const args = ['install', '--package-lock-only', '--ignore-scripts'];
	await withProgress(`Finding the packages of n8n ${version}`, {}, () =>
		runNpm({ doing: `find the packages of n8n ${version}`, cwd: dir, args }),
	);
}

await counted(async (tally) => {
	const [channel = 'latest', ...words] = process.argv.slice(2);
	if (!CHANNELS.includes(channel)) {
		throw new Problem(`There is no channel "${channel}".`, `Channels: ${CHANNELS.join(', ')}.`);
	}
	const dir = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-newest-'));
	try {
		let version;
		const renewed = await step('n8n and its packages can be found', async () => {
			version = await versionIn(channel);
			await renew(dir, version);
			return `n8n ${version}`;
		});
		tally.add(renewed);
		if (renewed.failed > 0) return;
		const { stdout } = await tool(process.execPath, ['scripts/e2e.mjs', ...words], {
			env: { [RECIPE_OF_N8N_2]: dir },
			reject: false,
			stdout: ['pipe', 'inherit'],
			stderr: 'inherit',
		});
		// Its last line has the counts.
		const [, passed, failed] = COUNTS.exec(stdout) ?? [undefined, 0, 1];
		console.log(`\nIn n8n ${version} (${channel}):`);
		tally.add({ passed: Number(passed), failed: Number(failed) });
	} finally {
		await rm(dir, { recursive: true, force: true });
	}
});
