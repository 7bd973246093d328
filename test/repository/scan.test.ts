/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import { Finding, type Check } from '../../scripts/scan/check.mts';
import { packageChecks, projectChecks, sourceChecks } from '../../scripts/scan/checks.mts';
import { readProject } from '../../scripts/scan/projectTree.mts';
import { readPackage } from '../../scripts/scan/unpackedPackage.mts';
import { PACKAGE_DEFECTS, PROJECT_DEFECTS, SOURCE_DEFECTS, type Defect } from './scanDefects';
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
	/** By the name of the check: defects that it must notice. */
	defects: Record<string, [string, Defect][]>;
	/** Writes a subject in which every check holds. */
	make: (dir: string) => Promise<void>;
	read: (dir: string) => Promise<Subject>;
}

function describeScan<Subject>(what: string, { checks, defects, make, read }: Scan<Subject>) {
	describe(`the scan of ${what}`, () => {
		beforeAll(async () => {
			good = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-good-'));
			await make(good);
		});

		afterAll(async () => {
			await rm(good, { recursive: true });
		});

		it('has a defect to notice for every check', () => {
			expect(Object.keys(defects).sort()).toEqual(checks.map(({ name }) => name).sort());
		});

		describe.each(checks.map((check) => [check.name, check] as const))('%s', (name, check) => {
			it('passes without defects', async () => {
				expect(await findingsOf(check, await read(good))).toEqual([]);
			});

			it.each(defects[name] ?? [])('fails with %s', async (_, introduce) => {
				await cp(good, dir, { recursive: true });
				await introduce(dir);
				expect(await findingsOf(check, await read(dir))).not.toEqual([]);
			});
		});
	});
}

describeScan('sources', {
	checks: sourceChecks,
	defects: SOURCE_DEFECTS,
	make: goodPackage,
	read: async (folder) => ({ dir: folder }),
});
describeScan('the tarball', {
	checks: packageChecks,
	defects: PACKAGE_DEFECTS,
	make: goodPackage,
	read: readPackage,
});
describeScan('the project', {
	checks: projectChecks,
	defects: PROJECT_DEFECTS,
	make: goodProject,
	read: readProject,
});

describe('this repository', () => {
	it.each(projectChecks.map((check) => [check.name, check] as const))(
		'passes: %s',
		async (_, check) => {
			expect(await findingsOf(check, await readProject(PROJECT_ROOT))).toEqual([]);
		},
	);
});
