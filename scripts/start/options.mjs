/** Options of `npm start`. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT_ROOT } from '../bootstrap/paths.mjs';
import { Problem } from '../bootstrap/problem.mjs';

export const HELP = `A running n8n with the CreatorAudit nodes, example workflows and a local CreatorAudit API.

  npm start                     until Ctrl+C; prints address and login
  npm start -- --port 5700      n8n on this port (default: 5678, or the next free one)
  npm start -- --data ~/demo    keep the data there
  npm start -- --fresh          begin anew: forgets the login, workflows and rows of earlier runs
  npm start -- --check          run both examples without a browser, print their results, and end
`;

export const DEV_HELP = `The same n8n for whoever changes the nodes: a saved change is built, and n8n takes it without a restart.

  npm run dev                   until Ctrl+C; the editor shows a change some seconds after it was saved
  npm run dev -- --port 5700    --port, --data and --fresh as for npm start
`;

/** Where the data are kept: database, login, files. */
const DATA = path.join(PROJECT_ROOT, '.data');
/** Apart from those of npm start, so that both can run at once. */
export const DEV_DATA = path.join(PROJECT_ROOT, '.data', 'dev');

/**
 * @typedef {object} StartOptions
 * @property {boolean} help
 * @property {boolean} check
 * @property {boolean} fresh
 * @property {string} data absolute path
 * @property {number} [port] chosen by the user
 */

/**
 * @param {string[]} args
 * @param {string} [defaultData] where the data are kept unless the user says otherwise
 * @returns {StartOptions}
 * @throws {Problem} when they cannot be understood
 */
export function parseOptions(args, defaultData = DATA) {
	const flag = /** @type {const} */ ({ type: 'boolean', default: false });
	const text = /** @type {const} */ ({ type: 'string' });
	let values;
	try {
		({ values } = parseArgs({
			args,
			options: { help: flag, check: flag, fresh: flag, port: text, data: text },
		}));
	} catch (error) {
		throw new Problem(error.message, 'See npm start -- --help.');
	}
	const { port, data, ...flags } = values;
	const chosen = { ...flags, data: data === undefined ? defaultData : path.resolve(data) };
	if (port === undefined) return chosen;
	const number = Number(port);
	if (!Number.isInteger(number) || number < 1 || number > 65_535) {
		throw new Problem(
			`"${port}" is no port.`,
			'Give a number from 1 to 65535, for example npm start -- --port 5700.',
		);
	}
	return { ...chosen, port: number };
}
