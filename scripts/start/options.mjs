/** Options of `npm start`. */
import { parseArgs } from 'node:util';
import { Problem } from '../bootstrap/problem.mjs';

export const HELP = `A running n8n with the CreatorAudit nodes, example workflows and a local CreatorAudit API.

  npm start                     until Ctrl+C; prints address and login. Data are kept in .data/
  npm start -- --port 5700      n8n on this port (default: 5678, or the next free one)
  npm start -- --fresh          begin anew: forgets the login, workflows and rows of earlier runs
  npm start -- --check          run both examples without a browser, print their results, and end
`;

/**
 * @typedef {object} StartOptions
 * @property {boolean} help
 * @property {boolean} check
 * @property {boolean} fresh
 * @property {number} [port] chosen by the user
 */

/**
 * @param {string[]} args
 * @returns {StartOptions}
 * @throws {Problem} when they cannot be understood
 */
export function parseOptions(args) {
	const flag = /** @type {const} */ ({ type: 'boolean', default: false });
	let values;
	try {
		({ values } = parseArgs({ args, options: { help: flag, check: flag, fresh: flag, port: { type: 'string' } } }));
	} catch (error) {
		throw new Problem(error.message, 'See npm start -- --help.');
	}
	const { port, ...flags } = values;
	if (port === undefined) return flags;
	const number = Number(port);
	if (!Number.isInteger(number) || number < 1 || number > 65_535) {
		throw new Problem(`"${port}" is no port.`, 'Give a number from 1 to 65535, for example npm start -- --port 5700.');
	}
	return { ...flags, port: number };
}
