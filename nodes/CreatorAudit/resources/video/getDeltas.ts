import { readDeltas } from '../../operations';
import { operation } from '../compose';
import { videoIds } from '../fields/ids';
import { rowOptions } from '../fields/options';

/** POST /videos/deltas, which answers with views only (contract/NOTES.md#deltas-hold-views-only). */
export const getDeltas = operation({
	name: 'Get View Growth',
	value: 'getDeltas',
	action: 'Get view growth of videos',
	description:
		'Get how many views tracked videos gained over the last days: one row for each video and number of days',
	forAssistants: 'Views gained since so many days.',
	request: { method: 'POST', url: '/videos/deltas' },
	run: readDeltas({ ...videoIds, batch: 'videoDeltas' }),
	fields: [
		videoIds.field,
		{
			displayName: 'Days',
			name: 'windows',
			type: 'string',
			default: '1, 7, 14, 30',
			required: true,
			placeholder: 'e.g. 1, 7, 30',
			description:
				'How many days to look back, up to 10 numbers from 1 to 365, separated by commas',
		},
		rowOptions,
	],
});
