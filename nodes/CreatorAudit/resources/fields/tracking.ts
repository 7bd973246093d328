import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { FROM_THE_ADDRESS } from '../../input/names/platforms';
import { toBody } from '../compose';
import { PLATFORMS } from './filters';

const TRACKED_PLATFORMS: INodePropertyOptions[] = [
	...PLATFORMS,
	{
		name: 'From the Address',
		value: FROM_THE_ADDRESS,
		description:
			'What you paste says it: https://www.tiktok.com/@natgeo, tiktok:natgeo or instagram:natgeo',
	},
];

/** The platform of something that is to be tracked. */
export const platform: INodeProperties = {
	displayName: 'Platform',
	name: 'platform',
	type: 'options',
	options: TRACKED_PLATFORMS,
	// Workflows that left it as it was mean this one.
	default: 'instagram',
	required: true,
	description: 'The platform that the account or post is on',
	routing: toBody('platform'),
};

export const isActive: INodeProperties = {
	displayName: 'Active',
	name: 'isActive',
	type: 'boolean',
	default: true,
	description: 'Whether CreatorAudit refreshes it. Turn off to pause.',
	routing: toBody('is_active'),
};

/** Of a creator, which nothing refreshes by itself (contract/NOTES.md#creators). */
export const creatorActive: INodeProperties = {
	...isActive,
	description:
		'Whether the creator is active. Turn off to archive it, which also pauses all of its accounts.',
};

export const category: INodeProperties = {
	displayName: 'Category',
	name: 'category',
	type: 'string',
	default: '',
	placeholder: 'e.g. Food',
	description: 'A word by which you group accounts in CreatorAudit',
	routing: toBody('category'),
};

export const scrapeInterval: INodeProperties = {
	displayName: 'Refresh Interval (Hours)',
	name: 'scrapeIntervalHours',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 24,
	description:
		'Hours between two refreshes by CreatorAudit. Which values are possible depends on your plan.',
	routing: toBody('scrape_interval_hours'),
};

/** Metadata as pairs, or as JSON. Read by the execution, which checks the limits of the API. */
const metadataOf = (pairs: string, json: string): readonly INodeProperties[] => [
	{
		displayName: 'Metadata',
		name: 'metadata',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Entry',
		default: {},
		description: pairs,
		options: [
			{
				displayName: 'Entry',
				name: 'entries',
				values: [
					{
						displayName: 'Name',
						name: 'key',
						type: 'string',
						default: '',
						placeholder: 'e.g. campaign',
						description: 'What the note is about',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. spring',
						description: 'What the note says',
					},
				],
			},
		],
	},
	{
		displayName: 'Metadata (JSON)',
		name: 'metadataJson',
		type: 'json',
		default: '',
		placeholder: 'e.g. {"campaign": "spring"}',
		description: json,
	},
];

const JSON_TOO =
	'The same as a JSON object, such as {"campaign": "spring"}, for values that come from another step. Added to the entries above.';

export const metadata = metadataOf(
	'Notes of your own that CreatorAudit keeps, such as a campaign or a contact: at most 20, each up to 255 characters',
	JSON_TOO,
);

/** The API puts them in the place of what it has stored, so the execution merges them (contract/NOTES.md#metadata; inferred for accounts and videos). */
export const newMetadata = metadataOf(
	'Notes of your own, such as a campaign: at most 20, each up to 255 characters. Other stored notes stay as they are, and a blank value changes nothing. To replace all notes, set the option Metadata Mode.',
	`${JSON_TOO} With the option Metadata Mode set to Replace All, {} removes all notes.`,
);

const collection = (
	displayName: string,
	name: string,
	placeholder: string,
	options: INodeProperties[],
	description: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'collection',
	placeholder,
	default: {},
	description,
	options,
});

/** Optional settings of a create. */
export const additionalFields = (options: INodeProperties[]): INodeProperties =>
	collection(
		'Additional Fields',
		'additionalFields',
		'Add Field',
		options,
		'Further settings of the new entry',
	);

/** What an update changes; what is not added stays as it is. */
export const updateFields = (options: INodeProperties[]): INodeProperties =>
	collection(
		'Update Fields',
		'updateFields',
		'Add Field',
		options,
		'What to change. Everything that you do not add here, or leave empty, stays as it is.',
	);
