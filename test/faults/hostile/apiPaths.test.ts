import * as fc from 'fast-check';

import { pathProblem } from '../../../nodes/CreatorAudit/input/apiPath';
import { runNode } from '../../support/engine';
import { ScriptedServer } from '../../support/scriptedServer';

/** What servers are known to make of an escape: one byte of a text, whatever stands around it. */
const byBytes = (path: string) =>
	path.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
const byUnicodeEscapes = (path: string) =>
	path.replace(/%u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
/** Two, three and four bytes for what one would do (over-long UTF-8), as old decoders read them. */
const byOverlongForms = (path: string) =>
	path
		.replace(/[\xc0\xc1]([\x80-\xbf])/g, (both) =>
			String.fromCharCode(((both.charCodeAt(0) & 1) << 6) | (both.charCodeAt(1) & 63)),
		)
		.replace(/(?:\xe0|\xf0\x80)[\x80\x81]([\x80-\xbf])/g, (all) =>
			String.fromCharCode(
				((all.charCodeAt(all.length - 2) & 1) << 6) | (all.charCodeAt(all.length - 1) & 63),
			),
		);
const byWideForms = (path: string) => path.normalize('NFKC');
const byBackslashes = (path: string) => path.replaceAll('\\', '/');
const DECODERS = [byBytes, byUnicodeEscapes, byOverlongForms, byWideForms, byBackslashes];

/** How deep a server that decodes a path in all these ways, again and again, ends up below the base URL; -1 = outside. */
function depthOf(path: string): number {
	const stages = [path];
	for (let turn = 0; turn < 6; turn++)
		for (const decode of DECODERS) stages.push(decode(stages.at(-1)!));
	let lowest = Infinity;
	for (const stage of stages) {
		let depth = 0;
		for (const segment of stage.split('?', 1)[0].split('/')) {
			const name = segment.split(/[;?#\0]/, 1)[0].trim();
			if (name === '..') depth -= 1;
			else if (name !== '' && name !== '.') depth += 1;
			lowest = Math.min(lowest, depth);
		}
	}
	return Math.max(-1, lowest);
}

const ATTACKS = [
	'/accounts/../../admin',
	'/%2e%2e/admin',
	'/.%2e/admin',
	'/%252e%252e/admin',
	'/%25%32%65%25%32%65/admin',
	'/%%32%65%%32%65/admin',
	'/%2%65%2%65/admin',
	'/..;/admin',
	'/..;x=1/admin',
	'/%2e%2e%3b/admin',
	'/..%253b/admin',
	'/%c0%ae%c0%ae/admin',
	'/%25c0%25ae%25c0%25ae/admin',
	'/%e0%80%ae%e0%80%ae/admin',
	'/%f0%80%80%ae%f0%80%80%ae/admin',
	'/%u002e%u002e/admin',
	'/%25u002e%25u002e/admin',
	'/accounts%c0%af..%c0%afadmin',
	'/accounts%u2215..%u2215admin',
	'/accounts/%ef%bc%8e%ef%bc%8e/admin',
	'/accounts/．．/admin',
	'/accounts%ef%bc%8f..%ef%bc%8f..',
	'/accounts/‥/admin',
	'/..%3f/admin',
	'/..%23/admin',
	'/..%00/admin',
	'/..%20/admin',
	'/..%252f..%252fadmin',
	'/a%5c..%5c..%5cadmin',
	'/100%',
	'/%zz',
	'/%',
	'/caf%e9',
];

describe('A path of API Request', () => {
	const server = new ScriptedServer();
	beforeAll(async () => void (await server.start()));
	afterAll(async () => await server.stop());
	beforeEach(() => (server.requests = []));

	const call = async (path: string) =>
		await runNode({
			credential: { apiKey: 'key-of-the-path-tests', baseUrl: server.baseUrl },
			parameters: { resource: 'api', operation: 'request', method: 'GET', path },
		});

	it.each(ATTACKS)('%s is refused before any request', async (path) => {
		const { error } = await call(path);
		expect(error?.message).toMatch(/^Path\b/);
		expect(server.requests).toEqual([]);
	});

	it.each([
		'/accounts',
		'/accounts/3f2b8c1e-5d4a-4b6f-9e7d-2a1c0b9f8e7d',
		'/creators/M%C3%BCller',
		'/creators/Müller',
		'/search?q=50%25',
		'/search?q=a..b',
		'/files/report..csv',
		'/files/.hidden',
		'/files/...',
		'/files/50%25',
		'/files/a%20b;v=2',
		'/files/a%3Fb',
	])('%s goes out', async (path) => {
		await call(path);
		expect(server.requests.map(({ target }) => decodeURI(target))).toEqual([
			`/v2${decodeURI(path)}`,
		]);
	});

	it('leads nowhere but below the base URL, whatever a server decodes', () => {
		const parts = fc.constantFrom(
			...[
				'..',
				'.',
				'/',
				'%',
				'%2',
				'2',
				'5',
				'e',
				'E',
				'f',
				'%2e',
				'%252e',
				'%25',
				'%32',
				'%65',
				';',
				'x',
				'u002e',
			],
			...[
				'%u002e',
				'%c0%ae',
				'%c0',
				'%ae',
				'%c0%af',
				'%e0%80%ae',
				'%ef%bc%8e',
				'．',
				'／',
				'?',
				'%3f',
				'%3b',
				'%2f',
				'\\',
			],
		);
		const paths = fc.array(parts, { minLength: 1, maxLength: 10 }).map((all) => `/${all.join('')}`);
		fc.assert(
			fc.property(paths, (path) => {
				if (pathProblem(path) === undefined) expect(depthOf(path)).toBeGreaterThanOrEqual(0);
			}),
			{ numRuns: 20_000 },
		);
	});
});
