import type { INodeProperties } from 'n8n-workflow';

/** A resource that is picked from the list that `searchListMethod` fills, or named by its ID. */
const locator = (
	displayName: string,
	name: string,
	searchListMethod: string,
	description: string,
) => ({
	displayName,
	name,
	type: 'resourceLocator' as const,
	default: { mode: 'list', value: '' },
	required: true,
	description,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list' as const,
			placeholder: 'Type to search…',
			typeOptions: { searchListMethod, searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string' as const,
			placeholder: 'e.g. 3f2b8c1e-5d4a-4b6f-9e7d-2a1c0b9f8e7d',
		},
	],
});

const byAccountId = locator(
	'Account',
	'accountId',
	'searchAccounts',
	'The account to work with. CreatorAudit must track it already.',
);

/** A tracked account: picked from the list, by its ID, or by what people call it. */
export const accountLocator: INodeProperties = {
	...byAccountId,
	modes: [
		...byAccountId.modes,
		{
			// An account also has a display name, by which it cannot be found. The placeholder says that an address will do, too.
			displayName: 'By Username',
			name: 'username',
			type: 'string',
			placeholder: 'e.g. @natgeo or https://www.instagram.com/natgeo',
			hint: 'If the name is tracked on both platforms, write instagram:natgeo or tiktok:natgeo',
		},
	],
};

const byVideoId = locator(
	'Video',
	'videoId',
	'searchVideos',
	'The video to work with. CreatorAudit must track it already.',
);

/** A video that is tracked by itself: picked from the list, by its ID, or by its address on the platform. */
export const videoLocator: INodeProperties = {
	...byVideoId,
	modes: [
		...byVideoId.modes,
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://www.instagram.com/p/C0ffeeC0ffe/',
			hint: 'The shortcode or the ID on the platform will do, too',
		},
	],
};

const byCreatorId = locator(
	'Creator',
	'creatorId',
	'searchCreators',
	'The creator to work with, which is a person or brand with its accounts on one or both platforms',
);

/** A creator: picked from the list, by its ID or by its name. */
export const creatorLocator: INodeProperties = {
	...byCreatorId,
	modes: [
		...byCreatorId.modes,
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Jane Doe',
			hint: 'Exactly as it stands in CreatorAudit, capitals included',
		},
	],
};
