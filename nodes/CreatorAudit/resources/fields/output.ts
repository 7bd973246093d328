import type { INodeProperties } from 'n8n-workflow';

import { FIELD_NAMES } from '../../output/fieldNames';

const mode = (simplified: string): INodeProperties => ({
	displayName: 'Output',
	name: 'output',
	type: 'options',
	options: [
		{ name: 'Simplified', value: 'simplified', description: simplified },
		{ name: 'Raw', value: 'raw', description: 'Everything, exactly as CreatorAudit sends it' },
		{ name: 'Selected Fields', value: 'selected', description: 'Only the fields that you choose' },
	],
	default: 'simplified',
	description:
		'How much of each result to return. Every row has the same columns in the same order, so that sheets stay tidy.',
});

/**
 * The choice of output, and of fields for Selected Fields.
 * @param fields names as the API sends them, in alphabetical order
 */
const outputOf = (
	fields: readonly string[],
	simplified = 'The most useful fields, flat, ready for a sheet',
): readonly INodeProperties[] => [
	mode(simplified),
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'multiOptions',
		options: fields.map((name) => ({ name, value: name })),
		default: [],
		// Not required, for an output given by an expression (as in period.ts).
		displayOptions: { show: { output: ['selected'] } },
		description:
			'The columns to return; the ID always comes first. An expression may also give names as a comma-separated text.',
	},
];

export const accountOutput = outputOf(FIELD_NAMES.account);
export const videoOutput = outputOf(FIELD_NAMES.video);
export const accountVideoOutput = outputOf(FIELD_NAMES.accountVideo);
export const creatorOutput = outputOf(FIELD_NAMES.creator);

/** Simplified or raw, for answers whose fields are few. */
export const shortOutput: INodeProperties = {
	...mode('The figures in one flat row, ready for a sheet'),
	options: [
		{
			name: 'Simplified',
			value: 'simplified',
			description: 'One flat row for each result, ready for a sheet',
		},
		{ name: 'Raw', value: 'raw', description: 'Everything, exactly as CreatorAudit sends it' },
	],
};
