import type { IDataObject } from 'n8n-workflow';

import { visible } from '../../input/handles';
import { platformName, requirePlatform } from '../../input/platforms';
import { createOne, knownVideos, type Creation } from '../../operations';
import type { Item } from '../../runner/types';
import { inputError } from '../../transport/errors/nodeErrors';
import { operation, toBody } from '../compose';
import { trackOptions } from '../fields/options';
import { videoOutput } from '../fields/output';
import { additionalFields, isActive, metadata, platform, scrapeInterval } from '../fields/tracking';

function normalise(item: Item, body: IDataObject): void {
	const { platform, identifier } = body;
	const refuse = (message: string) =>
		inputError(item.context.getNode(), 'Video', message, { itemIndex: item.index });
	requirePlatform(item, platform);
	if (identifier === undefined)
		throw refuse('is empty. Enter the address, shortcode or ID of the post.');
	const site = /\b(instagram|tiktok)\.com\//i.exec(String(identifier))?.[1].toLowerCase();
	if (site !== undefined && site !== platform) {
		throw refuse(
			`this is a post on ${platformName(site)}, but the platform is set to ${platformName(platform)}.`,
		);
	}
	body.identifier = visible(String(identifier));
}

/** The part of a post's address that names it, or the text itself. */
function postKey(identifier: string): string {
	const [path] = identifier.split(/[?#]/);
	// The last part of this kind: an account may be called "v".
	const inAddress = /^.*\/(?:p|reels?|tv|video|photo|v)\/([\w-]+)/i.exec(path);
	return inAddress ? inAddress[1] : identifier.trim();
}

async function findExisting(item: Item, body: IDataObject): Promise<IDataObject | undefined> {
	return await knownVideos(item, body.platform).find(item, postKey(String(body.identifier)));
}

const onSend: Creation['onSend'] = (item, body, outcome) =>
	knownVideos(item, body.platform).note(outcome);

/** POST /videos */
export const create = operation({
	name: 'Track',
	value: 'create',
	action: 'Track a video',
	description:
		'Start tracking one video or post by itself. CreatorAudit collects its numbers for the first time within seconds to minutes.',
	request: { method: 'POST', url: '/videos' },
	run: createOne({ normalise, findExisting, onSend }),
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
});
