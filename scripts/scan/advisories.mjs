/** Known vulnerabilities, as the registry knows them on the day of the run. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { npmCli } from '../bootstrap/npm.mjs';
import { PROJECT_ROOT } from '../bootstrap/paths.mjs';
import { step } from '../lib/command.mjs';

const NAME = 'the registry knows of no vulnerability in what users install';
/** Many mirrors have no audit endpoint and say so in one of these ways. */
const NO_ENDPOINT = /\b(404|405|501|ENOAUDIT|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT)\b/;

/**
 * Asks about the package's own tree. What only builds and tests need is counted beside it but does not fail: it never
 * reaches a user, and an advisory of this morning would stop every change.
 * @returns {Promise<{ passed: number, failed: number }>} nothing of either where the registry gives no answer
 */
export async function advisories() {
	const users = await audit(['--omit=dev', '--omit=peer']);
	if (users.unanswered) {
		console.log(`- ${NAME}: not checked, because this registry does not answer npm audit (${users.unanswered})`);
		return { passed: 0, failed: 0 };
	}
	const developers = await audit([]);
	return await step(NAME, () => {
		if (users.total > 0) throw Object.assign(new Error('vulnerable'), { findings: users.names });
		return developers.unanswered ? '' : `${developers.total} in the tools of this project`;
	});
}

/** @returns {Promise<{ unanswered?: string, total: number, names: string[] }>} */
async function audit(omit) {
	const { stdout } = await promisify(execFile)(process.execPath, [npmCli(), 'audit', '--json', ...omit], {
		cwd: PROJECT_ROOT,
		maxBuffer: 64 * 1024 * 1024,
	}).catch((error) => error);
	const report = JSON.parse(stdout || '{}');
	if (report.metadata) {
		const names = Object.entries(report.vulnerabilities).map(([name, { severity }]) => `${name}: ${severity}`);
		return { total: report.metadata.vulnerabilities.total, names };
	}
	const reason = [report.message, report.error?.code, report.error?.summary].filter(Boolean).join(' ');
	if (NO_ENDPOINT.test(reason)) return { unanswered: NO_ENDPOINT.exec(reason)[0], total: 0, names: [] };
	throw new Error(`npm audit in ${path.basename(PROJECT_ROOT)} failed: ${reason || 'no output'}`);
}
