import type { INodeParameters } from 'n8n-workflow';

import { searchList } from '../../support/listSearch';
import { sandboxedNode } from '../../support/sandboxedNode';
import { ECHOES, type EchoMode, type Row } from './cases';
import { OutcomeTable } from './outcomeTable';

/**
 * Search, the lists of the locators and the look-ups by name, before an API that ignores the filters with which they ask. What comes out of
 * the nodes is what was asked for, or an error that says so.
 */
const node = sandboxedNode({ accounts: 150, creators: 40, videos: 130 });
const table = new OutcomeTable();
const data: Partial<Record<'accounts' | 'videos' | 'creators', Row[]>> = {};

beforeAll(async () => {
	for (const kind of ['accounts', 'videos', 'creators'] as const)
		data[kind] = await node.sandbox.data(kind);
});

afterEach(async () => await api([], 'active'));

/** Sets up what the API ignores, and what it says of it. */
async function api(ignored: string[], filterEcho: EchoMode): Promise<void> {
	await node.sandbox.settings({ ignoreFilters: ignored, filterEcho });
}

describe('search', () => {
	it.each(ECHOES)(
		'gives right rows or an error where the text is ignored and the echo is %s',
		async (echo) => {
			await api(['q'], echo);
			const text = String(data.accounts![0].username).slice(0, 4);
			const { json, error } = await node.run({
				resource: 'organization',
				operation: 'search',
				q: text,
			});
			const wrong = json.filter((row) => !JSON.stringify(row).toLowerCase().includes(text));
			table.note(
				'the text of organization Search',
				{ echo },
				{
					rows: json.length,
					wrong: wrong.length,
					missing: 0,
					error,
				},
			);
			expect(wrong).toEqual([]);
			expect(error?.message).toBe(`CreatorAudit did not search for "${text}"`);
		},
	);

	it.each(ECHOES)(
		'gives what it finds where the text is searched for and the echo is %s',
		async (echo) => {
			await api([], echo);
			const text = String(data.accounts![0].username).slice(0, 4);
			const { json, error } = await node.run({
				resource: 'organization',
				operation: 'search',
				q: text,
			});
			expect(error).toBeUndefined();
			expect(json.length).toBeGreaterThan(0);
		},
	);
});

describe('the lists of the locators', () => {
	const credential = () => ({ apiKey: node.sandbox.keys.full, baseUrl: node.sandbox.apiUrl });
	const LOCATORS = [
		{
			name: 'searchAccounts',
			ignored: 'q',
			text: () => String(data.accounts![0].username),
			fits: (name: string, text: string) => name.includes(text),
		},
		{
			name: 'searchAccounts',
			ignored: 'platform',
			text: () => 'https://www.tiktok.com/@a',
			fits: (name: string) => name.includes('TikTok'),
		},
		{
			name: 'searchCreators',
			ignored: 'q',
			text: () => String(data.creators![0].name),
			fits: (name: string, text: string) => name.includes(text),
		},
		{
			name: 'searchVideos',
			ignored: 'q',
			text: () => String(data.videos![0].description).slice(0, 12),
			fits: (name: string, text: string) => name.includes(text),
		},
	] as const;

	it.each(LOCATORS.flatMap((locator) => ECHOES.map((echo) => ({ ...locator, echo }))))(
		'$name shows right entries or an error where $ignored is ignored and the echo is $echo',
		async ({ name, ignored, text, fits, echo }) => {
			await api([ignored], echo);
			let error: Error | undefined;
			let entries: string[] = [];
			try {
				entries = (await searchList(credential(), name, text())).results.map((entry) => entry.name);
			} catch (thrown) {
				error = thrown as Error;
			}
			const wrong = entries.filter((entry) => !fits(entry, text()));
			table.note(
				`${ignored} of From List, ${name}`,
				{ echo },
				{
					rows: entries.length,
					wrong: wrong.length,
					missing: 0,
					error,
				},
			);
			expect(wrong).toEqual([]);
			if (error) expect(error.message).toMatch(/did not (apply|search)/);
		},
	);
});

describe('look-ups by name', () => {
	const LOOKUPS: Array<{
		title: string;
		/** Filters that are ignored, one after the other. */
		ignored: string[];
		parameters(account: Row): INodeParameters;
	}> = [
		{
			title: 'account Get, By Username',
			ignored: ['q', 'platform'],
			parameters: ({ platform, username }) => ({
				resource: 'account',
				operation: 'get',
				accountId: {
					__rl: true,
					mode: 'username',
					value: `${String(platform)}:${String(username)}`,
				},
			}),
		},
		{
			title: 'account Get Metrics, by username',
			ignored: ['q'],
			parameters: ({ platform, username }) => ({
				resource: 'account',
				operation: 'getMetrics',
				accountIds: `${String(platform)}:${String(username)}`,
			}),
		},
		{
			title: 'account Track, Return It',
			ignored: ['q', 'platform'],
			parameters: ({ platform, username }) => ({
				resource: 'account',
				operation: 'create',
				platform: String(platform),
				username: String(username),
				options: { ifExists: 'return' },
			}),
		},
	];

	it.each(
		LOOKUPS.flatMap(({ ignored: filters, ...lookup }) =>
			filters.flatMap((ignored) => ECHOES.map((echo) => ({ ...lookup, ignored, echo }))),
		),
	)(
		'$title finds the right account where $ignored is ignored and the echo is $echo',
		async ({ title, ignored, parameters, echo }) => {
			await api([ignored], echo);
			const account = data.accounts!.at(-1)!;
			const { json, error } = await node.run(parameters(account));
			const wrong = json.filter((row) => (row.account_id ?? row.id) !== account.id);
			table.note(
				`${ignored} of ${title}`,
				{ echo },
				{
					rows: json.length,
					wrong: wrong.length,
					missing: json.length === 1 ? 0 : 1,
					error,
				},
			);
			expect(error).toBeUndefined();
			expect(json).toHaveLength(1);
			expect(wrong).toEqual([]);
		},
	);

	it.each(ECHOES)(
		'does not take another account for one that is not tracked (echo: %s)',
		async (echo) => {
			await api(['q', 'platform'], echo);
			const { json, error } = await node.run({
				resource: 'account',
				operation: 'get',
				accountId: { __rl: true, mode: 'username', value: 'instagram:nobody.at.all' },
			});
			table.note(
				'q and platform of account Get, a name that is not tracked',
				{ echo },
				{
					rows: json.length,
					wrong: json.length,
					missing: 0,
					error,
				},
			);
			expect(json).toEqual([]);
			expect(error?.message).toContain('@nobody.at.all on Instagram is not tracked');
		},
	);

	it.each(ECHOES)(
		'video create (return) finds the right video where platform is ignored (echo: %s)',
		async (echo) => {
			await api(['platform'], echo);
			const video = data.videos!.at(-1)!;
			const { json, error } = await node.run({
				resource: 'video',
				operation: 'create',
				platform: String(video.platform),
				identifier: String(video.shortcode ?? video.external_id),
				options: { ifExists: 'return' },
			});
			const wrong = json.filter((row) => row.id !== video.id);
			table.note(
				'platform of video Track, Return It',
				{ echo },
				{
					rows: json.length,
					wrong: wrong.length,
					missing: json.length === 1 ? 0 : 1,
					error,
				},
			);
			expect(error).toBeUndefined();
			expect({ rows: json.length, wrong }).toEqual({ rows: 1, wrong: [] });
		},
	);
});

it('gives the outcomes that contract/NOTES.md#ignored-filters shows', () => {
	table.expectIn('contract/NOTES.md');
});
