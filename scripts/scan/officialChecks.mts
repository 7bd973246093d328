/** The scan that n8n runs on a published package, before it is published and without the network. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from '../bootstrap/paths.mjs';
import { expectNone, type Check } from './check.mts';

const SCANNER = path.join(PROJECT_ROOT, 'scripts/scan/official.mjs');

/** @param form which of the package's two forms the folder holds */
function officialScan(form: 'sources' | 'tarball'): Check<{ dir: string }> {
	return {
		name: `n8n's scan of the ${form} finds nothing`,
		run: async ({ dir }) => {
			const temporary = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-scan-'));
			try {
				const { stdout } = await promisify(execFile)(process.execPath, [SCANNER, dir, form], {
					env: { ...process.env, TMPDIR: temporary },
				});
				const { findings } = JSON.parse(stdout) as { findings: string[] };
				expectNone(findings);
			} finally {
				await rm(temporary, { recursive: true, force: true });
			}
		},
	};
}

export const scanOfSources = officialScan('sources');
export const scanOfTarball = officialScan('tarball');
