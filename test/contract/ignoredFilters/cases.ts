/** The filters of the lists, how the API may behave that ignores them, and how a run of a node asks for them. */
import type { INodeParameters } from 'n8n-workflow';

/**
 * What an answer says of its filters: those in force, nothing, those that were asked for, or something else (`filterEcho` in
 * sandbox/settings.mts).
 */
export const ECHOES = ['active', 'absent', 'asked', 'wrong'] as const;
export type EchoMode = (typeof ECHOES)[number];

/**
 * How an API answers that ignores a filter: its echo, and whether rows have the field. An answer that claims to be filtered and has no field to
 * check that by is left out: nobody can tell it from a right one.
 */
export const ANSWERS = ECHOES.flatMap((echo) => [
	{ echo, has: true },
	...(echo === 'asked' ? [] : [{ echo, has: false }]),
]);

export type Row = Record<string, unknown>;
export type Kind = 'accounts' | 'videos' | 'creators' | 'accountVideos';

export interface Case {
	/** In the editor: the resource of Get Many, and the name and label of the filter. */
	resource: string;
	filter: string;
	shown: string;
	/** In the sandbox. */
	kind: Kind;
	/** In the API: the query parameter and the row's field. */
	parameter: string;
	field: string;
	/** A value that some rows fit and others do not. */
	value(rows: Row[]): unknown;
	fits?(row: Row, value: unknown): boolean;
}

const first = (field: string) => (rows: Row[]) => rows.find((row) => row[field] !== null)![field];

const PLATFORM = {
	filter: 'platform',
	shown: 'Platform',
	parameter: 'platform',
	field: 'platform',
	value: () => 'tiktok',
};
const ACTIVE = {
	filter: 'isActive',
	shown: 'Active',
	parameter: 'is_active',
	field: 'is_active',
	value: () => false,
};
const ACCOUNT = {
	filter: 'accountId',
	shown: 'Account',
	parameter: 'account_id',
	field: 'account_id',
	value: first('account_id'),
};
const CATEGORY = {
	filter: 'category',
	shown: 'Category',
	parameter: 'category',
	field: 'category',
	value: first('category'),
};
const CREATOR = {
	filter: 'creatorId',
	shown: 'Creator',
	parameter: 'creator_id',
	field: 'creator_id',
	value: first('creator_id'),
};
const USERNAME = {
	filter: 'q',
	shown: 'Username Contains',
	parameter: 'q',
	field: 'username',
	value: (rows: Row[]) => String(rows[0].username).slice(0, 3),
	fits: (row: Row, value: unknown) => String(row.username).includes(String(value)),
};

const casesOf = (resource: string, kind: Kind, filters: Array<Omit<Case, 'resource' | 'kind'>>) =>
	filters.map((filter): Case => ({ resource, kind, ...filter }));

export const CASES: Case[] = [
	...casesOf('account', 'accounts', [PLATFORM, ACTIVE, CATEGORY, CREATOR, USERNAME]),
	...casesOf('video', 'videos', [PLATFORM, ACTIVE, ACCOUNT]),
	...casesOf('accountVideo', 'accountVideos', [PLATFORM, ACCOUNT]),
	...casesOf('creator', 'creators', [ACTIVE]),
];

/** The rows of a list that fit a filter. */
export const fittingRows = ({ field, fits }: Case, rows: Row[], value: unknown): Row[] =>
	rows.filter((row) => (fits ? fits(row, value) : row[field] === value));

export const idsOf = (rows: Row[]): string[] => rows.map(({ id }) => String(id)).sort();

/** The form's collection Filters with one of them. */
export const filtersOf = ({ filter }: Case, value: unknown): INodeParameters => ({
	[filter]: filter.endsWith('Id')
		? { __rl: true, mode: 'id', value: String(value) }
		: (value as string),
});
