/**
 * npm run scan: what n8n's verification and a careful user would look at, on the sources, on the packed tarball and
 * on the project's supply chain. One line for each check.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { packPackage } from '../e2e/support/package.mts';
import { PROJECT_ROOT } from './bootstrap/paths.mjs';
import { counted, step } from './lib/command.mjs';
import { advisories } from './scan/advisories.mjs';
import { packageChecks, projectChecks, sourceChecks } from './scan/checks.mts';
import { readProject } from './scan/projectTree.mts';
import { readPackage, unpack } from './scan/unpackedPackage.mts';

await counted(async (tally) => {
	/** @template T @param {import('./scan/check.mts').Check<T>[]} checks @param {T} subject */
	async function runAll(checks, subject) {
		for (const { name, run } of checks) tally.add(await step(name, async () => await run(subject)));
	}
	const dir = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-unpacked-'));
	try {
		await runAll(sourceChecks, { dir: PROJECT_ROOT });
		const packed = await step(
			'the package builds and packs',
			async () => void (await unpack(await packPackage(), dir)),
		);
		tally.add(packed);
		if (packed.passed) await runAll(packageChecks, await readPackage(dir));
		await runAll(projectChecks, await readProject(PROJECT_ROOT));
		tally.add(await advisories());
	} finally {
		await rm(dir, { recursive: true, force: true });
	}
});
