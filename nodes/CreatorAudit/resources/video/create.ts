import type { IDataObject } from 'n8n-workflow';

import { knownVideos } from '../../batching/knownVideos';
import { readAddress, type Platform } from '../../input/names/addresses';
import { visible } from '../../input/names/handles';
import { shownValue } from '../../input/coerce';
import {
	isShortLink,
	parsePost,
	POST_ADVICE,
	postProblem,
	SHORT_LINK_ADVICE,
} from '../../input/names/posts';
import { FROM_THE_ADDRESS, readPlatform, requirePlatform } from '../../input/names/platforms';
import { createOne, type Creation } from '../../operations';
import type { Item } from '../../runner/types';
import { inputError } from '../../transport/errors/nodeErrors';
import { operation, toBody } from '../compose';
import { trackOptions } from '../fields/options';
import { videoOutput } from '../fields/output';
import { additionalFields, isActive, metadata, platform, scrapeInterval } from '../fields/tracking';

/** `tiktok:7123456789012345678`, as people name what has no address. */
const PREFIX = /^(instagram|tiktok)\s*:\s*(?!\/\/)/i;

function normalise(item: Item, body: IDataObject): void {
	const { platform, identifier } = body;
	const refuse = (message: string, description?: string) =>
		inputError(item.context.getNode(), 'Video', message, { itemIndex: item.index, description });
	requirePlatform(item, platform);
	if (identifier === undefined)
		throw refuse('is empty. Enter the address, shortcode or ID of the post.');
	const text = visible(String(identifier));
	const post = parsePost(text);
	if (!post && !isShortLink(text)) {
		const problem = postProblem(text);
		throw refuse(
			`${shownValue(identifier)} is neither the address of a post, a shortcode nor an ID.${problem === undefined ? '' : ` ${problem}`}`,
			POST_ADVICE,
		);
	}
	const said = readAddress(text)?.platform ?? PREFIX.exec(text)?.[1].toLowerCase();
	body.platform = readPlatform(item, platform, {
		shown: 'Video',
		value: identifier,
		kind: 'post',
		// Only Instagram has shortcodes.
		platform:
			(said as Platform | undefined) ??
			(platform === FROM_THE_ADDRESS ? post?.platform : undefined),
	}) as string;
	body.identifier = text.replace(PREFIX, '');
}

/** The shortcode or ID of a post, which all forms of its address have in common; the text itself where it shows none. */
function postName(identifier: unknown): string {
	return parsePost(String(identifier))?.name ?? String(identifier).trim();
}

/** @throws NodeOperationError when the video was given by a link that does not name it */
async function findExisting(item: Item, body: IDataObject): Promise<IDataObject | undefined> {
	if (isShortLink(String(body.identifier))) {
		const message = `the video of ${shownValue(body.identifier)} is tracked already, but a short link does not say which one it is.`;
		throw inputError(item.context.getNode(), 'Video', message, {
			itemIndex: item.index,
			description: SHORT_LINK_ADVICE,
		});
	}
	return await knownVideos(item, String(body.platform)).find(item, postName(body.identifier));
}

const onSend: Creation['onSend'] = (item, body, outcome) =>
	knownVideos(item, String(body.platform)).note(outcome);

/** POST /videos */
export const create = operation({
	name: 'Track',
	value: 'create',
	action: 'Track a video',
	description:
		'Start tracking one video or post by itself, which is billed as one. Its first numbers come within seconds to minutes.',
	forAssistants: 'Add one TikTok or Instagram video by its link.',
	request: { method: 'POST', url: '/videos' },
	run: createOne({
		normalise,
		identity: ['platform', 'identifier'],
		nameOf: ({ platform, identifier }) => `${String(platform)} ${postName(identifier)}`,
		findExisting,
		onSend,
	}),
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
