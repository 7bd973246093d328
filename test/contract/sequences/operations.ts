import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Answer, IfExists, NamedBy, Organization } from './organization';

/** One run of the node: an operation, one input item or several, and what the model says of each of them. */
export interface Operation {
	/** In words, for the report of a failure. */
	title: string;
	parameters: INodeParameters;
	/** JSON of the input items, to which the parameters refer. Asked before {@link expected}, which changes the model. */
	input(model: Organization): IDataObject[];
	/** What the answers must be, item by item in their order. Carries the operation out in the model. */
	expected(model: Organization): Answer[];
	/** Whether rows of a list may come in any order. */
	isUnordered?: boolean;
}

/** Few names, so that operations meet the same records. */
const HANDLES = ['instagram:bea', 'tiktok:ada'];
const NAMES = ['Ada', 'Bea'];
const SHORTCODES = ['C0ffeeC0ffe', 'C0ffeeC0fff'];

const handle = fc.constantFrom(...HANDLES);
const name = fc.constantFrom(...NAMES);
const shortcode = fc.constantFrom(...SHORTCODES);
const by = fc.constantFrom<NamedBy>('name', 'id');
const category = fc.constantFrom('', 'Food', 'Travel');
const ifExists = fc.constantFrom<IfExists>('', 'error', 'return', 'update');
const isActive = fc.boolean();
/** A filter that is set, or is not there. */
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
/** A sheet of one to three rows. */
const rows = <T>(row: fc.Arbitrary<T>) => fc.array(row, { minLength: 1, maxLength: 3 });

const located = (mode: string, field: string): INodeParameters => ({
	__rl: true,
	mode,
	value: `={{ $json.${field} }}`,
});
const accountId = (how: NamedBy) => located(how === 'id' ? 'id' : 'username', 'account');
const creatorId = (how: NamedBy) => located(how, 'creator');
const videoId = (how: NamedBy) => located(how === 'id' ? 'id' : 'url', 'video');

/** What a form's collections hold of values that are set. */
const given = (values: Record<string, unknown>): INodeParameters =>
	Object.fromEntries(
		Object.entries(values).filter(([, value]) => value !== undefined),
	) as INodeParameters;

const titleOf = (operation: string, ...values: unknown[]) =>
	`${operation}(${values.map((value) => JSON.stringify(value)).join(', ')})`;

const accountOperations: Array<fc.Arbitrary<Operation>> = [
	fc.tuple(rows(fc.record({ handle, category })), ifExists).map(([sheet, exists]) => ({
		title: titleOf('Track', sheet, exists),
		parameters: {
			resource: 'account',
			operation: 'create',
			platform: 'auto',
			username: '={{ $json.handle }}',
			additionalFields: { category: '={{ $json.category }}' },
			options: exists === '' ? {} : { ifExists: exists },
		},
		input: () => sheet,
		expected: (model) => sheet.map((row) => model.track(row.handle, row.category, exists)),
	})),
	fc.tuple(rows(handle), by).map(([handles, how]) => ({
		title: titleOf('Get account', handles, how),
		parameters: { resource: 'account', operation: 'get', accountId: accountId(how) },
		input: (model) => handles.map((one) => ({ account: model.accountName(one, how) })),
		expected: (model) => handles.map((one) => model.getAccount(one)),
	})),
	fc.tuple(rows(fc.record({ handle, isActive, category })), by).map(([sheet, how]) => ({
		title: titleOf('Update account', sheet, how),
		parameters: {
			resource: 'account',
			operation: 'update',
			accountId: accountId(how),
			updateFields: { isActive: '={{ $json.isActive }}', category: '={{ $json.category }}' },
		},
		input: (model) => sheet.map((row) => ({ ...row, account: model.accountName(row.handle, how) })),
		expected: (model) =>
			sheet.map((row) => model.updateAccount(row.handle, row.isActive, row.category)),
	})),
	fc.tuple(rows(handle), by).map(([handles, how]) => ({
		title: titleOf('Stop tracking', handles, how),
		parameters: { resource: 'account', operation: 'delete', accountId: accountId(how) },
		input: (model) => handles.map((one) => ({ account: model.accountName(one, how) })),
		expected: (model) => handles.map((one) => model.stopTracking(one)),
	})),
	fc
		.record({
			platform: maybe(fc.constantFrom('instagram', 'tiktok')),
			isActive: maybe(isActive),
			creatorName: maybe(name),
		})
		.map((filters) => ({
			title: titleOf('List accounts', filters),
			parameters: {
				resource: 'account',
				operation: 'getAll',
				returnAll: true,
				filters: given({
					platform: filters.platform,
					isActive: filters.isActive,
					creatorId: filters.creatorName && located('name', 'creator'),
				}),
				sort: { orderBy: 'username', orderDirection: 'asc' },
			},
			input: () => [{ creator: filters.creatorName ?? null }],
			expected: (model) => [model.listAccounts(filters)],
			isUnordered: true,
		})),
	fc
		.record({ platform: maybe(fc.constantFrom('instagram', 'tiktok')), isActive: maybe(isActive) })
		.map((filters) => ({
			title: titleOf('Count accounts', filters),
			parameters: {
				resource: 'account',
				operation: 'getAll',
				returnAll: true,
				filters: given(filters),
				options: { countOnly: true },
			},
			input: () => [{}],
			expected: (model) => [model.countAccounts(filters)],
		})),
	rows(handle).map((handles) => ({
		title: titleOf('Metrics', handles),
		parameters: {
			resource: 'account',
			operation: 'getMetrics',
			accountIds: '={{ $json.account }}',
		},
		input: (model) => handles.map((one) => ({ account: model.accountName(one, 'id') })),
		expected: (model) => handles.map((one) => model.metrics(one)),
	})),
];

const creatorOperations: Array<fc.Arbitrary<Operation>> = [
	fc.tuple(rows(name), ifExists).map(([names, exists]) => ({
		title: titleOf('Create creator', names, exists),
		parameters: {
			resource: 'creator',
			operation: 'create',
			name: '={{ $json.name }}',
			options: exists === '' ? {} : { ifExists: exists },
		},
		input: () => names.map((one) => ({ name: one })),
		expected: (model) => names.map((one) => model.createCreator(one, exists)),
	})),
	fc.tuple(rows(name), by).map(([names, how]) => ({
		title: titleOf('Get creator', names, how),
		parameters: { resource: 'creator', operation: 'get', creatorId: creatorId(how) },
		input: (model) => names.map((one) => ({ creator: model.creatorName(one, how) })),
		expected: (model) => names.map((one) => model.getCreator(one, how)),
	})),
	fc.tuple(rows(fc.record({ name, isActive })), by).map(([sheet, how]) => ({
		title: titleOf('Update creator', sheet, how),
		parameters: {
			resource: 'creator',
			operation: 'update',
			creatorId: creatorId(how),
			updateFields: { isActive: '={{ $json.isActive }}' },
		},
		input: (model) => sheet.map((row) => ({ ...row, creator: model.creatorName(row.name, how) })),
		expected: (model) => sheet.map((row) => model.updateCreator(row.name, how, row.isActive)),
	})),
	fc.tuple(name, by, name).map(([oldName, how, newName]) => ({
		title: titleOf('Rename creator', oldName, how, newName),
		parameters: {
			resource: 'creator',
			operation: 'update',
			creatorId: creatorId(how),
			updateFields: { name: newName },
		},
		input: (model) => [{ creator: model.creatorName(oldName, how) }],
		expected: (model) => [model.renameCreator(oldName, how, newName)],
	})),
	fc.tuple(name, by).map(([one, how]) => ({
		title: titleOf('Delete creator', one, how),
		parameters: { resource: 'creator', operation: 'delete', creatorId: creatorId(how) },
		input: (model) => [{ creator: model.creatorName(one, how) }],
		expected: (model) => [model.deleteCreator(one, how)],
	})),
	maybe(isActive).map((active) => ({
		title: titleOf('List creators', active),
		parameters: {
			resource: 'creator',
			operation: 'getAll',
			returnAll: true,
			filters: given({ isActive: active }),
		},
		input: () => [{}],
		expected: (model) => [model.listCreators(active)],
		isUnordered: true,
	})),
	...(['addAccount', 'removeAccount'] as const).map((operation) =>
		fc.tuple(rows(fc.record({ name, handle })), by).map(
			([sheet, how]): Operation => ({
				title: titleOf(operation, sheet, how),
				parameters: {
					resource: 'creator',
					operation,
					creatorId: creatorId(how),
					accountId: accountId(how),
				},
				input: (model) =>
					sheet.map((row) => ({
						creator: model.creatorName(row.name, how),
						account: model.accountName(row.handle, how),
					})),
				expected: (model) => sheet.map((row) => model[operation](row.name, how, row.handle)),
			}),
		),
	),
];

const videoOperations: Array<fc.Arbitrary<Operation>> = [
	fc.tuple(rows(shortcode), ifExists).map(([codes, exists]) => ({
		title: titleOf('Track video', codes, exists),
		parameters: {
			resource: 'video',
			operation: 'create',
			platform: 'auto',
			identifier: '={{ $json.video }}',
			options: exists === '' ? {} : { ifExists: exists },
		},
		input: (model) => codes.map((code) => ({ video: model.videoName(code, 'name') })),
		expected: (model) => codes.map((code) => model.trackVideo(code, exists)),
	})),
	fc.tuple(rows(fc.record({ shortcode, isActive })), by).map(([sheet, how]) => ({
		title: titleOf('Update video', sheet, how),
		parameters: {
			resource: 'video',
			operation: 'update',
			videoId: videoId(how),
			updateFields: { isActive: '={{ $json.isActive }}' },
		},
		input: (model) => sheet.map((row) => ({ ...row, video: model.videoName(row.shortcode, how) })),
		expected: (model) => sheet.map((row) => model.updateVideo(row.shortcode, row.isActive)),
	})),
	fc.tuple(rows(shortcode), by).map(([codes, how]) => ({
		title: titleOf('Stop tracking video', codes, how),
		parameters: { resource: 'video', operation: 'delete', videoId: videoId(how) },
		input: (model) => codes.map((code) => ({ video: model.videoName(code, how) })),
		expected: (model) => codes.map((code) => model.stopTrackingVideo(code)),
	})),
	maybe(isActive).map((active) => ({
		title: titleOf('List videos', active),
		parameters: {
			resource: 'video',
			operation: 'getAll',
			returnAll: true,
			filters: given({ isActive: active }),
		},
		input: () => [{}],
		expected: (model) => [model.listVideos(active)],
		isUnordered: true,
	})),
];

/** Operations as people carry them out, with an output that shows all fields. */
export const operations: Array<fc.Arbitrary<Operation>> = [
	...accountOperations,
	...creatorOperations,
	...videoOperations,
].map((arbitrary) =>
	arbitrary.map((operation) => ({
		...operation,
		parameters: { output: 'raw', ...operation.parameters },
	})),
);
