import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { ACCOUNTS, INTERNAL_IDS, VIDEOS } from '../../input/ids';
import type { IdField } from '../../operations';

const HOW =
	'One ID, several separated by commas, or a list from an expression. The step asks for all its items together, 200 in one request.';

const describe = (of: string): string => `${of}. ${HOW}`;

const uuids = (displayName: string, name: string, of: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '={{ $json.id }}',
	required: true,
	placeholder: 'e.g. 3f2b8c1e-5d4a-4b6f-9e7d-2a1c0b9f8e7d',
	description: describe(`The ${of} to get the numbers of, by ID`),
});

const numbers = (
	displayName: string,
	name: string,
	platform: string,
	of: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	// Behind Account Video → Get Many, items of both platforms find their place by themselves.
	default: `={{ $json.platform === '${platform}' ? $json.id : '' }}`,
	placeholder: 'e.g. 48213, 48214',
	description: describe(
		`The ${of} to get the numbers of, by the whole number in the field "id" of Account Video → Get Many`,
	),
});

export const accountIds: IdField = {
	field: {
		...uuids('Accounts', 'accountIds', 'accounts'),
		placeholder: 'e.g. @natgeo, https://www.tiktok.com/@natgeo',
		description:
			'The accounts to get the numbers of: by ID, username or the address of the profile. One, several separated by commas, or a list from an expression. The step asks for all its items together, 200 in one request; each username costs one request more. A username that is not tracked gives a row with found = false.',
	},
	batch: 'account',
	rule: ACCOUNTS,
	columns: ({ id, username, platform }) =>
		({
			account_id: id ?? null,
			username: username ?? null,
			platform: platform ?? null,
		}) as IDataObject,
};

export const videoIds: IdField = {
	field: {
		...uuids('Videos', 'videoIds', 'videos'),
		placeholder: 'e.g. https://www.instagram.com/p/C0ffeeC0ffe/',
		description: `${describe('The videos to get the numbers of: by ID, or by the address, shortcode or ID that the post has on its platform')} For them the step reads the list of videos, once for all items. One that is not tracked gives a row with found = false.`,
	},
	batch: 'video',
	rule: VIDEOS,
	columns: ({ id, given }) => ({ video_id: id ?? null, video: given }),
};

export const instagramPostIds: IdField = {
	field: numbers('Instagram Post IDs', 'instagramPostIds', 'instagram', 'Instagram posts'),
	batch: 'instagramPost',
	rule: INTERNAL_IDS,
	columns: ({ id }) => ({ platform: 'instagram', id: Number(id) }),
};

export const tiktokVideoIds: IdField = {
	field: numbers('TikTok Video IDs', 'tiktokVideoIds', 'tiktok', 'TikTok videos'),
	batch: 'tiktokVideo',
	rule: INTERNAL_IDS,
	columns: ({ id }) => ({ platform: 'tiktok', id: Number(id) }),
};
