/** Known vulnerabilities, as the registry knows them on the day of the run. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { npmCli } from '../bootstrap/npm.mjs';
import { PROJECT_ROOT } from '../bootstrap/paths.mjs';
import { step } from '../lib/command.mjs';
import { readAuditReport } from './auditReport.mts';
import { expectNone } from './check.mts';

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/**
 * Asks about the package's own tree. What only builds and tests need is counted beside it but does not fail: it never
 * reaches a user, and an advisory of this morning would stop every change.
 * @returns {Promise<{ passed: number, failed: number }>} nothing of either where the registry gives no answer
 */
export async function advisories() {
	// With nothing to ask about, npm answers by itself; the tools show whether the registry would have answered.
	const tools = await audit([]);
	if (tools.unanswered) {
		console.log(
			`- known vulnerabilities were not checked: this registry does not answer npm audit (${tools.unanswered})`,
		);
		return { passed: 0, failed: 0 };
	}
	return await step('the registry knows of no vulnerability in what users install', async () => {
		const { vulnerable } = await audit(['--omit=dev', '--omit=peer']);
		expectNone(vulnerable);
		return `${tools.vulnerable.length} packages with one among the tools of this project`;
	});
}

/** @param {string[]} args of npm audit */
async function audit(args) {
	// npm's exit code is 1 when it found something.
	const { stdout } = await promisify(execFile)(
		process.execPath,
		[npmCli(), 'audit', '--json', ...args],
		{
			cwd: PROJECT_ROOT,
			maxBuffer: MAX_OUTPUT_BYTES,
		},
	).catch((error) => error);
	return readAuditReport(stdout);
}
