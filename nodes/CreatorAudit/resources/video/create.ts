import { createOne } from '../../operations';
import { runsBy, toBody, type Operation } from '../compose';
import { trackOptions } from '../fields/options';
import { videoOutput } from '../fields/output';
import { additionalFields, isActive, metadata, platform, scrapeInterval } from '../fields/tracking';

/** POST /videos */
export const create: Operation = {
	option: {
		name: 'Track',
		value: 'create',
		action: 'Track a video',
		description:
			'Start tracking one video or post by itself. CreatorAudit collects its numbers for the first time within seconds to minutes.',
		routing: { request: { method: 'POST', url: '/videos' }, ...runsBy(createOne) },
	},
	fields: [
		platform,
		{
			displayName: 'Video',
			name: 'identifier',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://www.instagram.com/p/C0ffee12345/',
			description:
				'The video to track: the address of the post, its shortcode or its ID on the platform',
			routing: toBody('identifier'),
		},
		additionalFields([isActive, ...metadata, scrapeInterval]),
		...videoOutput,
		trackOptions,
	],
};
