/** Shared by all commands: running tools, steps with one line each, and the line of counts at the end. */
import { execa } from 'execa';
import { PROJECT_ROOT } from '../bootstrap/paths.mjs';
import { report } from '../bootstrap/problem.mjs';
import { duration } from '../bootstrap/progress.mjs';

/** Passed and failed checks of one command. */
export class Tally {
	passed = 0;
	failed = 0;

	/** @param {{ passed: number, failed: number }} counts */
	add({ passed, failed }) {
		this.passed += passed;
		this.failed += failed;
	}

	toString() {
		return `${this.passed} passed, ${this.failed} failed`;
	}
}

/**
 * Runs a tool from node_modules in the project's folder.
 * @param {string} file name of the tool, e.g. "jest"
 * @param {string[]} args
 * @param {import('execa').Options} [options]
 */
export async function tool(file, args, options = {}) {
	return await execa(file, args, {
		cwd: PROJECT_ROOT,
		preferLocal: true,
		localDir: PROJECT_ROOT,
		...options,
	});
}

/**
 * Runs a step and prints one line about it; prints the step's output only when it fails.
 * @param {string} name
 * @param {() => unknown} work rejects when the step fails; text that it returns is printed behind the name
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function step(name, work) {
	const startedMs = Date.now();
	try {
		const figure = await work();
		const told = typeof figure === 'string' && figure ? `: ${figure}` : '';
		console.log(`✔ ${name}${told} (${duration(Date.now() - startedMs)})`);
		return { passed: 1, failed: 0 };
	} catch (error) {
		const output =
			error.findings?.join('\n') ||
			[error.stdout, error.stderr].filter(Boolean).join('\n') ||
			error.stack ||
			String(error);
		console.log(`✘ ${name} (${duration(Date.now() - startedMs)})\n${output}`);
		return { passed: 0, failed: 1 };
	}
}

/**
 * Runs the body of a command, then prints the counts, even if it throws.
 * @param {(tally: Tally) => Promise<void>} body
 */
export async function counted(body) {
	const tally = new Tally();
	try {
		await body(tally);
	} catch (error) {
		report(error);
		tally.failed += 1;
	}
	console.log(String(tally));
	process.exitCode = tally.failed > 0 || tally.passed === 0 ? 1 : 0;
}
