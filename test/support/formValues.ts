import type {
	INodeParameters,
	INodeProperties,
	INodePropertyOptions,
	NodeParameterValueType,
} from 'n8n-workflow';

import type { Sandbox } from '../../sandbox/client.mts';
import { fieldsOf, isShown, type Form, type FormField } from './nodeForms';

type Value = NodeParameterValueType;

/** Ids that exist in a sandbox. */
export interface Known {
	accountId: string;
	username: string;
	/** An account that belongs to `creatorId`. */
	linkedAccountId: string;
	/** An account that belongs to nobody. */
	freeAccountId: string;
	videoId: string;
	creatorId: string;
	instagramPostId: number;
	tiktokVideoId: number;
}

export async function knownIn(sandbox: Sandbox): Promise<Known> {
	const [accounts, videos, posts] = await Promise.all([
		sandbox.data('accounts'),
		sandbox.data('videos'),
		sandbox.data('accountVideos'),
	]);
	const linked = accounts.find(({ creator_id }) => creator_id !== null)!;
	const free = accounts.find(({ creator_id }) => creator_id === null)!;
	const post = (platform: string) =>
		Number(posts.find((candidate) => candidate.platform === platform)!.id);
	return {
		accountId: String(linked.id),
		username: String(linked.username),
		linkedAccountId: String(linked.id),
		freeAccountId: String(free.id),
		videoId: String(videos.find(({ account_id }) => account_id !== null)?.id ?? videos[0].id),
		creatorId: String(linked.creator_id),
		instagramPostId: post('instagram'),
		tiktokVideoId: post('tiktok'),
	};
}

/** What users enter into fields of free text, by the field's name. A new field needs an entry here, or its tests fail. */
const TEXTS: Record<string, (known: Known) => Value[]> = {
	username: () => ['new.account', '@New.Account ', 'https://www.instagram.com/New.Account/?hl=en'],
	identifier: () => ['7123456789012345678', 'https://www.instagram.com/p/C0ffeeC0ffe/?igsh=1'],
	name: () => ['Jane Doe', ' Zoë 😀 '],
	q: ({ username }) => [username.slice(0, 4)],
	category: () => ['Food & drink', ' news '],
	idempotencyKey: () => ['order-4711'],
	path: () => ['/accounts', 'overview?period=30d'],
	body: ({ accountId }) => [`{"category": "news"}`, { category: `of ${accountId}` }],
	accountIds: ({ accountId, freeAccountId, username }) => [
		accountId,
		`@${username}`,
		`${accountId}, ${freeAccountId}`,
		[accountId, freeAccountId],
	],
	videoIds: ({ videoId }) => [videoId, [videoId, videoId.toUpperCase()]],
	instagramPostIds: ({ instagramPostId }) => [
		instagramPostId,
		String(instagramPostId),
		`${instagramPostId};7`,
	],
	tiktokVideoIds: ({ tiktokVideoId }) => [tiktokVideoId, [tiktokVideoId, '7']],
	windows: () => ['1, 7, 30', '365', [2, 3]],
	startDate: () => ['2026-01-01', '2026-01-02T00:00:00'],
	endDate: () => ['2026-02-01', '2026-02-03T00:00:00.000+00:00'],
	metadataJson: () => ['{"campaign": "spring", "budget": 12}', { campaign: 'spring' }, '{}'],
};

const LOCATED: Record<string, (known: Known, form: Form) => string> = {
	accountId: ({ freeAccountId, linkedAccountId }, { operation }) =>
		operation === 'removeAccount' ? linkedAccountId : freeAccountId,
	videoId: ({ videoId }) => videoId,
	creatorId: ({ creatorId }) => creatorId,
};

/** Every kind of value that a user can give to a field: each choice of a list, both sides of a switch, each mode of a locator. */
export function valuesOf({ path, property }: FormField, form: Form, known: Known): Value[] {
	const { type, name, typeOptions = {}, options = [] } = property;
	const missing = () =>
		new Error(`${form.resource}.${form.operation}: give an example of ${path} in formValues.ts`);
	switch (type) {
		case 'options':
			return (options as INodePropertyOptions[]).map(({ value }) => value);
		case 'multiOptions':
			return [
				...(options as INodePropertyOptions[]).map(({ value }) => [value] as Value),
				(options as INodePropertyOptions[]).map(({ value }) => value) as Value,
			];
		case 'boolean':
			return [true, false];
		case 'number': {
			const { minValue = 1, maxValue = 250 } = typeOptions;
			return [...new Set([minValue, property.default as number, maxValue, String(maxValue)])];
		}
		case 'resourceLocator': {
			const id = LOCATED[name]?.(known, form);
			if (id === undefined) throw missing();
			return (property.modes ?? []).map(({ name: mode }) => ({ __rl: true, mode, value: id }));
		}
		case 'fixedCollection':
			if (name === 'metadata') {
				const entered = { entries: [{ key: 'campaign', value: 'spring' }] };
				// Added and left empty it changes nothing, and an update of nothing is refused (engine/operations.test.ts).
				return form.operation === 'update' ? [entered] : [entered, {}];
			}
			if (name === 'query') return [{ parameters: [{ name: 'limit', value: '3' }] }];
			throw missing();
		default: {
			const texts = TEXTS[name];
			if (!texts) throw missing();
			return texts(known);
		}
	}
}

/** Brings the other fields into the state in which the editor shows this one. */
function satisfy(property: INodeProperties, beside: INodeParameters, root: INodeParameters): void {
	for (const [name, values] of Object.entries(property.displayOptions?.show ?? {})) {
		const first = values![0] as Value;
		// A leading slash means a field of the form, from inside a collection.
		if (name.startsWith('/')) root[name.slice(1)] = first;
		else if (name !== 'resource' && name !== 'operation') beside[name] = first;
	}
}

/** What a call needs besides its method. */
const API_CALLS: Record<string, (known: Known) => INodeParameters> = {
	GET: () => ({ path: '/accounts' }),
	DELETE: ({ freeAccountId }) => ({ path: `/accounts/${freeAccountId}` }),
	PATCH: ({ freeAccountId }) => ({
		path: `/accounts/${freeAccountId}`,
		body: '{"is_active": false}',
	}),
	POST: ({ accountId }) => ({
		path: '/accounts/metrics',
		body: `{"account_ids": ["${accountId}"]}`,
	}),
	PUT: ({ creatorId, freeAccountId }) => ({
		path: `/creators/${creatorId}/accounts/${freeAccountId}`,
	}),
};

/**
 * What the fields that are not marked as required need all the same: the dates of a custom
 * period, a choice of fields, of two id fields one, at least one change, the rest of a call.
 */
function complete({ resource, operation }: Form, known: Known, parameters: INodeParameters): void {
	if (parameters.period === 'custom') {
		parameters.startDate ??= '2026-01-01';
		parameters.endDate ??= '2026-02-01';
	}
	if (parameters.platform === 'auto') {
		if (resource === 'account') parameters.username ??= 'https://www.tiktok.com/@new.account';
		else parameters.identifier ??= 'https://www.tiktok.com/@x/video/7123456789012345678';
	}
	if (parameters.output === 'selected') parameters.fields ??= ['id'];
	if (
		resource === 'accountVideo' &&
		['getMetrics', 'getDailyMetrics'].includes(String(operation)) &&
		parameters.tiktokVideoIds === undefined
	) {
		parameters.instagramPostIds ??= known.instagramPostId;
	}
	if (operation === 'update' && Object.keys((parameters.updateFields ?? {}) as object).length === 0)
		parameters.updateFields = { isActive: false };
	// Merged with what is stored, no notes are no change.
	if ((parameters.updateFields as INodeParameters | undefined)?.metadataJson === '{}')
		parameters.options = { metadataMode: 'replace' };
	if (resource === 'api') {
		parameters.method ??= 'GET';
		Object.assign(parameters, { ...API_CALLS[String(parameters.method)](known), ...parameters });
	}
}

/** The least that a user must enter for an operation, with one field (or entry of a collection) set besides. */
export function parametersFor(
	form: Form,
	known: Known,
	field?: FormField,
	value?: Value,
): INodeParameters {
	const parameters: INodeParameters = { resource: form.resource, operation: form.operation };
	if (field?.parent) {
		const entry: INodeParameters = {};
		satisfy(field.property, entry, parameters);
		parameters[field.parent.name] = {
			...entry,
			...(value !== undefined && { [field.property.name]: value }),
		};
	} else if (field) {
		satisfy(field.property, parameters, parameters);
		parameters[field.path] = value as Value;
	}
	complete(form, known, parameters);
	for (const property of fieldsOf(form)) {
		if (
			!property.required ||
			parameters[property.name] !== undefined ||
			!isShown(property, parameters)
		)
			continue;
		parameters[property.name] = valuesOf({ path: property.name, property }, form, known)[0];
	}
	return parameters;
}
