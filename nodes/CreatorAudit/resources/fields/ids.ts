import type { INodeProperties } from 'n8n-workflow';

const HOW =
	'One ID, several separated by commas, or a list from an expression. All items of the step are asked for together, 200 in one request.';

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

export const accountIds: INodeProperties = {
	...uuids('Accounts', 'accountIds', 'accounts'),
	placeholder: 'e.g. @natgeo, https://www.tiktok.com/@natgeo',
	description:
		"The accounts to get the numbers of: by ID, username or the address of the profile. One, several separated by commas, or a list from an expression. All items of the step are asked for together, 200 in one request; each username costs one request more. Rows show the account's ID: turn on Keep Input Fields to see names.",
};
export const videoIds = uuids('Video IDs', 'videoIds', 'videos');
export const instagramPostIds = numbers(
	'Instagram Post IDs',
	'instagramPostIds',
	'instagram',
	'Instagram posts',
);
export const tiktokVideoIds = numbers(
	'TikTok Video IDs',
	'tiktokVideoIds',
	'tiktok',
	'TikTok videos',
);
