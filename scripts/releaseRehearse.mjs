/**
 * npm run release:rehearse: a release from the first command to a user's n8n, against a local npm registry. Works on a clone of
 * the current commit and changes nothing outside of it. What only GitHub and npm can do, the provenance, is not in it.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runNpm } from './bootstrap/npm.mjs';
import { PROJECT_ROOT } from './bootstrap/paths.mjs';
import { counted, step, tool } from './lib/command.mjs';
import { ensureN8n } from './lib/n8n.mjs';
import { dateOf } from './release/changelog.mjs';
import { buildAndPack, lendTools } from './release/checkout.mjs';
import { installByCommunityNodes } from './release/communityNodes.mts';
import { startRegistry } from './release/registry.mjs';
import { expectNone } from './scan/check.mts';
import { packageChecks } from './scan/checks.mts';
import { readPackage, unpack } from './scan/unpackedPackage.mts';

const PLACEHOLDER_VERSION = '0.0.1';
/** Fields that n8n's review reads in the registry; they have to be those of the tarball. */
const REVIEWED = [
	'name',
	'version',
	'description',
	'license',
	'author',
	'homepage',
	'repository',
	'bugs',
	'keywords',
	'n8n',
];

const readJson = async (file) => JSON.parse(await readFile(file, 'utf8'));

/** The next minor version: a rehearsal must not depend on whether the current one has been released. */
function nextOf(version) {
	const [major, minor] = version.split('.').map(Number);
	return `${major}.${minor + 1}.0`;
}

await counted(async (tally) => {
	const check = async (name, work) => {
		const result = await step(name, work);
		tally.add(result);
		if (result.failed > 0) throw new Error('The rehearsal ends here.');
	};
	await ensureN8n(2);
	const folder = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-rehearsal-'));
	const registry = await startRegistry();
	try {
		const { name, version: current } = await readJson(path.join(PROJECT_ROOT, 'package.json'));
		const version = nextOf(current);
		const clone = path.join(folder, 'clone');
		const npm = (doing, cwd, ...args) =>
			runNpm({ doing, cwd, args: [...args, `--userconfig=${registry.npmrc}`] });
		let tarball;

		await check('the name is created by a placeholder', async () => {
			const dir = path.join(folder, 'placeholder');
			await mkdir(dir);
			const manifest = { name, version: PLACEHOLDER_VERSION, description: 'Not released yet.' };
			await writeFile(path.join(dir, 'package.json'), JSON.stringify(manifest));
			await npm('publish the placeholder', dir, 'publish', '--access', 'public');
		});
		await check('version, changelog, commit and tag', async () => {
			await tool('git', ['clone', '--quiet', PROJECT_ROOT, clone]);
			await lendTools(clone);
			const env = { GIT_AUTHOR_NAME: 'Rehearsal', GIT_AUTHOR_EMAIL: 'rehearsal@example.com' };
			Object.assign(env, {
				GIT_COMMITTER_NAME: env.GIT_AUTHOR_NAME,
				GIT_COMMITTER_EMAIL: env.GIT_AUTHOR_EMAIL,
			});
			const script = path.join(clone, 'scripts/releasePrepare.mjs');
			await tool(process.execPath, [script, version], { cwd: clone, env });
			await tool('git', ['tag', `v${version}`], { cwd: clone });
			const manifest = await readJson(path.join(clone, 'package.json'));
			const lock = await readJson(path.join(clone, 'package-lock.json'));
			const changelog = await readFile(path.join(clone, 'CHANGELOG.md'), 'utf8');
			expectNone([
				...(manifest.version === version ? [] : ['package.json has another version']),
				...(lock.version === version ? [] : ['package-lock.json has another version']),
				...(dateOf(changelog, version) ? [] : ['CHANGELOG.md has no dated section']),
			]);
			return `v${version}`;
		});
		await check('build and pack', async () => {
			tarball = await buildAndPack(clone);
		});
		await check('publish', async () => {
			await npm('publish the package', clone, 'publish', tarball, '--access', 'public');
		});

		const published = path.join(folder, 'published');
		await check(
			'the registry gives the same bytes and the same metadata, as its newest',
			async () => {
				const metadata = await (await fetch(`${registry.url}/${name}`)).json();
				const released = metadata.versions[version];
				await mkdir(published);
				await npm('download the package', published, 'pack', name);
				const file = path.join(published, `${name}-${version}.tgz`);
				const bytes = await readFile(file);
				const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
				await unpack(file, path.join(published, 'package'));
				const manifest = await readJson(path.join(published, 'package/package.json'));
				const differing = REVIEWED.filter(
					(field) => JSON.stringify(released[field]) !== JSON.stringify(manifest[field]),
				);
				expectNone([
					...(metadata['dist-tags'].latest === version ? [] : ['it is not the newest']),
					...(released.dist.integrity === integrity ? [] : ['its hash is another']),
					...(bytes.equals(await readFile(tarball)) ? [] : ['it is not what was packed']),
					...differing.map((field) => `${field} is another in the registry`),
				]);
			},
		);
		const downloaded = await readPackage(path.join(published, 'package'));
		for (const { name: rule, run } of packageChecks)
			await check(`published: ${rule}`, async () => await run(downloaded));
		await check('a fresh n8n installs it by its Community nodes page', async () => {
			await installByCommunityNodes(registry.url, version);
		});
	} finally {
		await registry.stop();
		await rm(folder, { recursive: true, force: true, maxRetries: 5 });
	}
});
