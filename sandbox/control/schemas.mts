/** JSON Schemas of the control API's request bodies. settings.mts validates settings. */

const strings = { type: 'array', items: { type: 'string' } };
const count = { type: 'integer', minimum: 0 };

export const REFRESH_SCHEMA = {
	type: 'object',
	additionalProperties: false,
	properties: {
		accountIds: strings,
		videoIds: strings,
		accounts: count,
		videos: count,
		at: { type: 'string', format: 'date-time' },
		bump: { type: 'boolean' },
	},
};

export const POSTS_SCHEMA = {
	type: 'object',
	required: ['accountId'],
	additionalProperties: false,
	properties: {
		accountId: { type: 'string' },
		at: { type: 'string', format: 'date-time' },
		count,
	},
};

export const FAULT_SCHEMA = {
	type: 'object',
	required: ['fault'],
	additionalProperties: false,
	properties: {
		match: {
			type: 'object',
			additionalProperties: false,
			properties: { method: { type: 'string' }, path: { type: 'string' }, key: { type: 'string' } },
		},
		skip: count,
		times: { anyOf: [{ type: 'integer', minimum: 0 }, { type: 'null' }] },
		probability: { type: 'number', minimum: 0, maximum: 1 },
		fault: {
			type: 'object',
			additionalProperties: false,
			minProperties: 1,
			properties: {
				status: { type: 'integer', minimum: 200, maximum: 599 },
				headers: { type: 'object', additionalProperties: { type: 'string' } },
				body: {},
				contentType: { type: 'string' },
				delayMs: { type: 'number', minimum: 0 },
				reset: { enum: ['before', 'midBody', 'afterWrite'] },
				truncate: count,
				hang: { type: 'boolean' },
				apply: { type: 'boolean' },
				patch: {},
				remove: strings,
				stripHeaders: strings,
			},
		},
	},
};

export const KEY_SCHEMA = {
	type: 'object',
	required: ['name'],
	additionalProperties: false,
	properties: {
		name: { type: 'string', minLength: 1 },
		scopes: { type: 'array', items: { enum: ['read', 'write', 'admin'] } },
		disabled: { type: 'boolean' },
	},
};

export const ADD_ACCOUNTS_SCHEMA = {
	type: 'object',
	required: ['count'],
	additionalProperties: false,
	properties: { count, platform: { enum: ['instagram', 'tiktok'] } },
};

export const CLOCK_SCHEMA = {
	type: 'object',
	required: ['skewMs'],
	additionalProperties: false,
	properties: { skewMs: { type: 'number' } },
};
