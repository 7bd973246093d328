/**
 * npm run release:check: what is missing before the current commit can be published. It also builds and packs the commit twice, each time
 * from a fresh copy of it and nothing else, and compares the tarballs byte for byte. With the path of a tarball as argument, that one
 * has to be the same, too.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { registryAddress } from './bootstrap/npm.mjs';
import { PROJECT_ROOT } from './bootstrap/paths.mjs';
import { counted, step, tool } from './lib/command.mjs';
import { buildAndPack, checkOut } from './release/checkout.mjs';
import { dateOf, hasUnreleased } from './release/changelog.mjs';
import { expectNone } from './scan/check.mts';

const REGISTRY_TIMEOUT_MS = 15_000;

const hashOf = async (file) =>
	createHash('sha512')
		.update(await readFile(file))
		.digest('hex');

/** @param {string[]} given tarballs that must be the same as the two that are made here */
async function buildTwice(given) {
	const folder = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-release-'));
	try {
		// Paths of different lengths: a build that writes its folder down would differ.
		const copies = [path.join(folder, 'first'), path.join(folder, 'another', 'second')];
		const tarballs = [];
		for (const copy of copies) {
			await checkOut(copy);
			tarballs.push(await buildAndPack(copy));
		}
		tarballs.push(...given);
		const [hash, ...others] = await Promise.all(tarballs.map(hashOf));
		const different = tarballs.slice(1).filter((_, n) => others[n] !== hash);
		if (different.length > 0) throw new Error(`Not the same: ${different.join(', ')}`);
		return `sha512 ${hash.slice(0, 16)}…`;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function git(...args) {
	const { stdout, exitCode } = await tool('git', args, { reject: false });
	return exitCode === 0 ? stdout.trim() : undefined;
}

async function nothingIsUncommitted() {
	const changes = await git('status', '--porcelain', '--untracked-files=no');
	expectNone(changes ? changes.split('\n') : []);
}

async function versionIsReady({ version }) {
	const changelog = await readFile(path.join(PROJECT_ROOT, 'CHANGELOG.md'), 'utf8');
	const tagged = await git('rev-parse', '--verify', '--quiet', `v${version}^{commit}`);
	const head = await git('rev-parse', 'HEAD');
	expectNone([
		...(dateOf(changelog, version) ? [] : [`CHANGELOG.md has no dated section for ${version}`]),
		...(hasUnreleased(changelog)
			? ['CHANGELOG.md has changes under Unreleased: npm run release:prepare -- <version>']
			: []),
		...(tagged !== undefined && tagged !== head ? [`v${version} is another commit`] : []),
	]);
	return version;
}

/** npm refuses provenance from a repository that package.json does not name. */
async function repositoryIsNamed({ repository }) {
	const wanted = /github\.com\/(.+?)\.git$/.exec(repository.url)?.[1];
	const origin = (await git('remote', 'get-url', 'origin')) ?? '';
	const actual = process.env.GITHUB_REPOSITORY ?? /github\.com[/:](.+?)(\.git)?$/.exec(origin)?.[1];
	expectNone(
		actual === wanted
			? []
			: [`this repository is ${actual ?? 'not on GitHub'}, package.json names ${wanted}`],
	);
	return wanted;
}

/** Says what the registry knows of the package; an unreachable registry is no finding. */
async function versionIsNew({ name, version }) {
	const answer = await fetch(new URL(name, await registryAddress(PROJECT_ROOT)), {
		signal: AbortSignal.timeout(REGISTRY_TIMEOUT_MS),
	}).catch(() => undefined);
	if (answer?.status === 404) {
		expectNone([`the registry has no package ${name} yet: RELEASING.md, "The first version"`]);
	}
	if (!answer?.ok) return 'the registry does not answer, so this was not looked at';
	const { versions, maintainers = [] } = await answer.json();
	expectNone(version in versions ? [`${version} has been published already`] : []);
	return `maintained by ${maintainers.map(({ name: who }) => who).join(', ')}`;
}

await counted(async (tally) => {
	const manifest = JSON.parse(await readFile(path.join(PROJECT_ROOT, 'package.json'), 'utf8'));
	const given = process.argv.slice(2).map((file) => path.resolve(file));
	const check = async (name, work) => tally.add(await step(name, work));
	await check('two builds of the commit give the same tarball', () => buildTwice(given));
	await check('everything is committed', nothingIsUncommitted);
	await check('version and changelog are ready', () => versionIsReady(manifest));
	await check('the repository is the one in package.json', () => repositoryIsNamed(manifest));
	await check('the registry expects this version', () => versionIsNew(manifest));
	console.log('What only the owner can decide is listed in RELEASING.md.');
});
