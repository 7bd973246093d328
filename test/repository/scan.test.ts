/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import { Finding, type Check } from '../../scripts/scan/check.mts';
import { packageChecks, projectChecks, sourceChecks } from '../../scripts/scan/checks.mts';
import { readProject } from '../../scripts/scan/projectTree.mts';
import { readPackage } from '../../scripts/scan/unpackedPackage.mts';
import { SPOILED_PACKAGES, SPOILED_PROJECTS, SPOILED_SOURCES, type Spoil } from './scanDefects';
import { goodPackage, goodProject } from './scanFixtures';

let good: string;
let dir: string;

beforeEach(async () => {
	dir = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-scanned-'));
});

afterEach(async () => {
	await rm(dir, { recursive: true });
});

/** What a check finds; nothing when it holds. */
async function findingsOf<Subject>(
	{ run }: Check<Subject>,
	subject: Subject,
): Promise<readonly string[]> {
	try {
		await run(subject);
		return [];
	} catch (error) {
		if (error instanceof Finding) return error.findings;
		throw error;
	}
}

interface Scan<Subject> {
	checks: Check<Subject>[];
	/** By the name of the check: what it must notice. */
	spoiled: Record<string, [string, Spoil][]>;
	/** Writes a subject in which every check holds. */
	make: (dir: string) => Promise<void>;
	read: (dir: string) => Promise<Subject>;
}

function describeScan<Subject>(what: string, { checks, spoiled, make, read }: Scan<Subject>) {
	describe(`the scan of ${what}`, () => {
		beforeAll(async () => {
			good = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-good-'));
			await make(good);
		});

		afterAll(async () => {
			await rm(good, { recursive: true });
		});

		it('has every check spoiled below', () => {
			expect(Object.keys(spoiled).sort()).toEqual(checks.map(({ name }) => name).sort());
		});

		describe.each(checks.map((check) => [check.name, check] as const))('%s', (name, check) => {
			it('holds for a good one', async () => {
				expect(await findingsOf(check, await read(good))).toEqual([]);
			});

			it.each(spoiled[name] ?? [])('does not hold with %s', async (_, spoil) => {
				await cp(good, dir, { recursive: true });
				await spoil(dir);
				expect(await findingsOf(check, await read(dir))).not.toEqual([]);
			});
		});
	});
}

describeScan('sources', {
	checks: sourceChecks,
	spoiled: SPOILED_SOURCES,
	make: goodPackage,
	read: async (folder) => ({ dir: folder }),
});
describeScan('the tarball', {
	checks: packageChecks,
	spoiled: SPOILED_PACKAGES,
	make: goodPackage,
	read: readPackage,
});
describeScan('the project', {
	checks: projectChecks,
	spoiled: SPOILED_PROJECTS,
	make: goodProject,
	read: readProject,
});

describe('this repository', () => {
	it.each(projectChecks.map((check) => [check.name, check] as const))(
		'holds: %s',
		async (_, check) => {
			expect(await findingsOf(check, await readProject(PROJECT_ROOT))).toEqual([]);
		},
	);
});
