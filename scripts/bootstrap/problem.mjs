/** Failures that are no bugs: what happened, and what to do about it. */
import { PROJECT_ROOT } from './paths.mjs';

/** An error for the person who typed the command. */
export class Problem extends Error {
	/**
	 * @param {string} what what happened, one sentence
	 * @param {string} remedy what to do about it, one sentence or two
	 * @param {string} [detail] output of the tool that failed, shown under the two
	 */
	constructor(what, remedy, detail = '') {
		super(what);
		this.name = 'Problem';
		this.remedy = remedy;
		this.detail = detail;
	}
}

/** Prints an error. Anything but a Problem is a bug and is printed with its stack. @returns the exit code */
export function report(error) {
	if (!(error instanceof Problem)) {
		console.error(error);
		return 1;
	}
	if (error.detail) console.error(`\n${error.detail.trim()}`);
	console.error(`\n${error.message}\n${error.remedy}`);
	return 1;
}

const NETWORK =
	/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT)\b/;
const DISK = /\b(ENOSPC|EDQUOT)\b|no space left/i;
const DENIED = /\b(EACCES|EPERM|EROFS)\b/;
const ABSENT = /\b(E404|ETARGET|ENOVERSIONS)\b/;
const COMPILER = /gyp ERR!|not found: make|Could not find any Python/i;

const COMPILER_REMEDY =
	'Install python3, make and a C++ compiler (Debian, Ubuntu: apt-get install python3 make g++; ' +
	'macOS: xcode-select --install; Windows: the Visual Studio build tools), then run the command again.';

/**
 * Turns the output of a failed npm run into a Problem.
 * @param {string} doing what npm was doing, as the object of "could not"
 * @param {string} output npm's standard error
 * @param {string} dir folder that was written to
 */
export function npmProblem(doing, output, dir) {
	const detail = output.split('\n').slice(-15).join('\n');
	const could = `Could not ${doing}`;
	if (DISK.test(output)) return noSpace(`${could}: the disk is full.`, dir);
	if (NETWORK.test(output)) {
		return new Problem(
			`${could}: the npm registry does not answer.`,
			'Check the network connection and any proxy; "npm config get registry" shows which registry is asked, ' +
				'and "npm ping" must succeed. Then run the command again.',
			detail,
		);
	}
	if (ABSENT.test(output)) {
		return new Problem(
			`${could}: the npm registry lacks a package or version that the lock file names.`,
			'If "npm config get registry" shows a mirror, it may be incomplete: use https://registry.npmjs.org/.',
			detail,
		);
	}
	if (COMPILER.test(output))
		return new Problem(`${could}: it has to be compiled here.`, COMPILER_REMEDY, detail);
	if (DENIED.test(output)) {
		return new Problem(
			`${could}: writing to ${dir} is not allowed.`,
			'Make the folder writable, or set CREATORAUDIT_CACHE_DIR to one that is.',
			detail,
		);
	}
	return new Problem(`${could}.`, "npm's own words are above. Then run the command again.", detail);
}

/** The Problem for a full disk. Only the cache can be moved elsewhere. */
export function noSpace(what, dir) {
	const elsewhere =
		dir === PROJECT_ROOT ? '' : ', or set CREATORAUDIT_CACHE_DIR to a folder on a larger disk';
	return new Problem(
		what,
		`Free some space where ${dir} is${elsewhere}, then run the command again.`,
	);
}
