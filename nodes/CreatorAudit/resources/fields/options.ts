import type { INodeProperties } from 'n8n-workflow';

import { LANGUAGES } from '../../output/formattedColumns';

const maxAttempts: INodeProperties = {
	displayName: 'Max Attempts',
	name: 'maxAttempts',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 20 },
	default: 5,
	description:
		'How often the step tries one request when CreatorAudit is busy or the connection breaks',
};

const maxWait: INodeProperties = {
	displayName: 'Max Wait (Seconds)',
	name: 'maxWait',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 86_400 },
	default: 300,
	description:
		"The longest that one item waits for the API key's request quota or between two tries. Raise it for long lists on a busy key.",
};

const concurrency: INodeProperties = {
	displayName: 'Concurrency',
	name: 'concurrency',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 50 },
	default: 10,
	description:
		'How many requests of this step may be under way at once. The speed also follows the quota of the API key by itself.',
};

const idempotencyKey: INodeProperties = {
	displayName: 'Idempotency Key',
	name: 'idempotencyKey',
	type: 'string',
	typeOptions: { password: false },
	default: '',
	placeholder: 'e.g. spring-natgeo',
	description:
		'Leave empty: each item gets its own. Only if you need one: a text without blanks, different for each item (use an expression). CreatorAudit creates nothing twice for the same text within ten minutes.',
};

/** @param known how what is there already is found, and what happens without the option */
const ifExistsBy = (known: string): INodeProperties => ({
	displayName: 'If It Exists',
	name: 'ifExists',
	type: 'options',
	options: [
		{
			name: 'Raise an Error',
			value: 'error',
			description: 'The step fails, or goes on with the error output if you set that',
		},
		{
			name: 'Return It',
			value: 'return',
			description:
				'The item goes on with the existing one and changes nothing: it ignores Additional Fields',
		},
		{
			name: 'Update It',
			value: 'update',
			description:
				'Writes the Additional Fields that have a value to the existing one; its other fields stay as they are',
		},
	],
	default: 'error',
	description: `What to do when it is there already${known}. The column "created" tells which rows are new.`,
});

const ifExists = ifExistsBy('');

/** Of creators, whose names need not be unique (contract/NOTES.md#creators). */
const ifCreatorExists = ifExistsBy(
	' by exactly this name. Without this option CreatorAudit adds another creator of the same name',
);

const waitForFirstRefresh: INodeProperties = {
	displayName: 'Wait for First Refresh',
	name: 'waitForFirstRefresh',
	type: 'boolean',
	default: false,
	description:
		'Whether to wait until CreatorAudit has collected the numbers for the first time, which takes seconds to minutes',
};

const waitTimeout: INodeProperties = {
	displayName: 'Wait Timeout (Seconds)',
	name: 'waitTimeout',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 3_600 },
	default: 300,
	description:
		'How long to wait for the first refresh before the item fails. What was tracked stays tracked.',
	displayOptions: { show: { waitForFirstRefresh: [true] } },
};

export const blankFilters: INodeProperties = {
	displayName: 'Blank Filters',
	name: 'blankFilters',
	type: 'options',
	options: [
		{
			name: 'Refuse',
			value: 'refuse',
			description: 'The item fails, so that an empty cell never lists everything',
		},
		{
			name: 'Leave Out',
			value: 'leaveOut',
			description: 'The item goes on without them, as if you had not added them',
		},
	],
	default: 'refuse',
	description:
		'What to do when a filter or the sort has no value, such as an empty cell of a sheet',
};

const comparePrevious: INodeProperties = {
	displayName: 'Compare With Previous Period',
	name: 'comparePrevious',
	type: 'boolean',
	default: false,
	description:
		'Whether to add the totals of the days before, as many as the period has, and how each total changed, in numbers and percent. Doubles the requests.',
};

const formattedColumns: INodeProperties = {
	displayName: 'Formatted Columns',
	name: 'formattedColumns',
	type: 'options',
	options: Object.entries(LANGUAGES).map(([value, name]) => ({ name, value })),
	default: 'en',
	description:
		'Adds a column for people to read beside each number and time, in this language: 16.7M, +5.2%, 2 hr. ago. It has the same name with "text" at its end.',
};

const keepInputFields: INodeProperties = {
	displayName: 'Keep Input Fields',
	name: 'keepInputFields',
	type: 'boolean',
	default: false,
	description:
		"Whether each row also carries the fields of the input item. A sheet's rows then come back with the result added and with their row number. Where both have a field of the same name, such as views, the new one counts.",
};

const countOnly: INodeProperties = {
	displayName: 'Count Only',
	name: 'countOnly',
	type: 'boolean',
	default: false,
	description:
		'Whether to return one row with the number of results, instead of the results. Takes one request, however many there are.',
};

const metadataMode: INodeProperties = {
	displayName: 'Metadata Mode',
	name: 'metadataMode',
	type: 'options',
	options: [
		{
			name: 'Merge',
			value: 'merge',
			description:
				'Keeps the stored notes, and adds or changes those that you give. Costs one more request.',
		},
		{
			name: 'Replace All',
			value: 'replace',
			description: 'Replaces all stored notes with those that you give',
		},
	],
	default: 'merge',
	description: 'What to do with the notes that CreatorAudit already stores',
};

const options = (entries: INodeProperties[]): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	description: 'Concurrency, retries and waiting',
	options: entries,
});

/** Concurrency, retries and waiting (docs/limits.md). */
export const requestOptions = options([concurrency, maxAttempts, maxWait]);
/** Of a short list. */
export const tableOptions = options([concurrency, formattedColumns, maxAttempts, maxWait]);
/** Of what answers without numbers. */
export const changeOptions = options([concurrency, keepInputFields, maxAttempts, maxWait]);
export const updateOptions = options([
	concurrency,
	formattedColumns,
	keepInputFields,
	maxAttempts,
	maxWait,
	metadataMode,
]);
/** Of what is narrowed by filters or dates. */
export const dateOptions = options([
	blankFilters,
	concurrency,
	formattedColumns,
	maxAttempts,
	maxWait,
]);
export const listOptions = options([
	blankFilters,
	concurrency,
	countOnly,
	formattedColumns,
	maxAttempts,
	maxWait,
]);
/** Of what gives one row for each item, or for each ID that it names. */
export const rowOptions = options([
	concurrency,
	formattedColumns,
	keepInputFields,
	maxAttempts,
	maxWait,
]);
export const metricsOptions = options([
	comparePrevious,
	concurrency,
	formattedColumns,
	keepInputFields,
	maxAttempts,
	maxWait,
]);
export const apiOptions = options([
	{
		...blankFilters,
		description:
			'What to do when something behind the question mark of the address has no value, such as an empty cell of a sheet',
	},
	concurrency,
	{
		...idempotencyKey,
		displayOptions: { show: { '/method': ['POST'] } },
		description:
			'Allows the step to repeat the request when the connection breaks: a text without blanks, different for each item (use an expression). CreatorAudit creates nothing twice for the same text within ten minutes.',
	},
	keepInputFields,
	maxAttempts,
	maxWait,
]);
export const createOptions = options([
	concurrency,
	idempotencyKey,
	ifCreatorExists,
	keepInputFields,
	maxAttempts,
	maxWait,
]);
export const trackOptions = options([
	concurrency,
	idempotencyKey,
	ifExists,
	keepInputFields,
	maxAttempts,
	maxWait,
	waitForFirstRefresh,
	waitTimeout,
]);
