import * as fc from 'fast-check';
import type { INodeParameters, INodeProperties } from 'n8n-workflow';

import { CreatorAuditApi } from '../../../credentials/CreatorAuditApi.credentials';
import { CreatorAuditTrigger } from '../../../nodes/CreatorAudit/CreatorAuditTrigger.node';
import { runNode } from '../../support/engine';
import { parametersFor } from '../../support/formValues';
import { searchList } from '../../support/listSearch';
import { allFieldsOf, entriesOf, FORMS, type Form, type FormField } from '../../support/nodeForms';
import { PolledWorkflow } from '../../support/poll';
import { ScriptedServer } from '../../support/scriptedServer';
import { standstillOf } from '../../support/standstill';
import { NASTY_TEXTS, nastyTexts } from './nastyTexts';

/** How long n8n may stand still for one text, in ms. */
const LONGEST_STANDSTILL_MS = 100;
/** Compilers and the collection of garbage take their time now and then; what is slow is so each time. */
const MEASUREMENTS = 3;
/** Texts that are made up for each field, besides those that have a name. */
const MADE_UP = 6;

const ID = '3f2b8c1e-5d4a-4b6f-9e7d-2a1c0b9f8e7d';
const KNOWN = {
	accountId: ID,
	username: 'natgeo',
	linkedAccountId: ID,
	freeAccountId: ID,
	videoId: ID,
	creatorId: ID,
	instagramPostId: 1,
	tiktokVideoId: 2,
};
const LIST = `{"data":[{"id":"${ID}","name":"x","username":"natgeo"}],"pagination":{"has_next":false}}`;

const server = new ScriptedServer();
const credential = () => ({ apiKey: 'key', baseUrl: server.baseUrl });
let polls = 0;

beforeAll(async () => {
	await server.start();
	server.always(LIST);
});
afterAll(async () => await server.stop());

/** Kinds of texts that hold n8n up each time, with the time in ms. */
async function slowOf(
	texts: Record<string, string>,
	work: (texts: string[]) => Promise<unknown>,
): Promise<string[]> {
	if ((await standstillOf(async () => await work(Object.values(texts)))) < LONGEST_STANDSTILL_MS)
		return [];
	const slow: string[] = [];
	for (const [kind, text] of Object.entries(texts)) {
		let fastest = Infinity;
		for (let n = 0; n < MEASUREMENTS && fastest >= LONGEST_STANDSTILL_MS; n++)
			fastest = Math.min(fastest, await standstillOf(async () => await work([text])));
		if (fastest >= LONGEST_STANDSTILL_MS) slow.push(`${kind}: ${Math.round(fastest)} ms`);
	}
	return slow;
}

function textsFor(seed: number): Record<string, string> {
	const madeUp = fc.sample(nastyTexts, { numRuns: MADE_UP, seed });
	return {
		...NASTY_TEXTS,
		...Object.fromEntries(
			madeUp.map((text) => [JSON.stringify(`${text.slice(0, 60)}…${text.slice(-12)}`), text]),
		),
	};
}

const CELL = '={{ $json.cell }}';

/** What stands in the form where a cell fills a field: in each mode of a locator, and in each column of a list of pairs. */
function filled({ property }: FormField): INodeParameters[string][] {
	if (property.type === 'resourceLocator')
		return (property.modes ?? []).map(({ name: mode }) => ({ __rl: true, mode, value: CELL }));
	if (property.type !== 'fixedCollection') return [CELL];
	const [{ name: list }] = property.options as INodeProperties[];
	const columns = entriesOf(property).map(({ name }) => name);
	return columns.map((column) => ({
		[list]: [{ ...Object.fromEntries(columns.map((name) => [name, 'x'])), [column]: CELL }],
	}));
}

const seen = new Set<string>();

/** The fields of a form: texts and locators of every operation; what collections and choices hold is read in one place, once for each kind. */
const fieldsOf = (form: Form): FormField[] =>
	allFieldsOf(form).filter(({ parent, property }) => {
		if (!parent && ['string', 'resourceLocator', 'fixedCollection'].includes(property.type))
			return true;
		const declared = JSON.stringify([parent?.name, { ...property, displayOptions: undefined }]);
		const isNew = !seen.has(declared);
		seen.add(declared);
		return isNew;
	});

describe('A text of 200,000 characters stops n8n for no time', () => {
	it.each(
		FORMS.flatMap((form) =>
			fieldsOf(form).map((field) => ({
				title: `${form.resource}.${form.operation}: ${field.path}`,
				form,
				field,
			})),
		),
	)('in $title', async ({ form, field }) => {
		for (const [at, value] of filled(field).entries()) {
			const parameters =
				field.path === 'method'
					? { ...parametersFor(form, KNOWN), method: value }
					: parametersFor(form, KNOWN, field, value);
			const slow = await slowOf(
				textsFor(at),
				async (texts) =>
					await runNode({
						parameters: { options: { maxAttempts: 1 }, ...parameters },
						credential: credential(),
						input: texts.map((cell) => ({ cell })),
						onError: 'continueRegularOutput',
					}),
			);
			expect({ value, slow }).toEqual({ value, slow: [] });
		}
	});

	describe('in the trigger', () => {
		const fields = new CreatorAuditTrigger().description.properties
			.filter(({ name, type }) => name !== 'pollTimes' && type !== 'notice')
			.flatMap((property) => [
				{ title: property.name, wrap: (value: unknown) => ({ [property.name]: value }) },
				...(property.type === 'collection'
					? ((property.options ?? []) as INodeProperties[]).map(({ name }) => ({
							title: `${property.name}.${name}`,
							wrap: (value: unknown) => ({ [property.name]: { [name]: value } }),
						}))
					: []),
			]);

		it.each(fields.flatMap((field) => ['account', 'video'].map((kind) => ({ kind, ...field }))))(
			'on $kind, as $title',
			async ({ kind, wrap }) => {
				const slow = await slowOf(textsFor(1), async (texts) => {
					for (const text of texts) {
						const parameters = { triggerOn: kind, ...wrap(text) } as INodeParameters;
						const workflowId = `long-${++polls}`;
						await new PolledWorkflow({ parameters, workflowId, credential: credential() })
							.activate()
							.catch(() => undefined);
					}
				});
				expect(slow).toEqual([]);
			},
		);
	});

	it.each(new CreatorAuditApi().properties.map(({ name }) => name))(
		'in the credential, as %s',
		async (name) => {
			const slow = await slowOf(textsFor(2), async (texts) => {
				for (const text of texts) {
					await runNode({
						parameters: { resource: 'organization', operation: 'getApiKey' },
						credential: { ...credential(), [name]: text },
					});
				}
			});
			expect(slow).toEqual([]);
		},
	);

	it.each(['searchAccounts', 'searchCreators', 'searchVideos'] as const)(
		'in a list of the editor: %s',
		async (name) => {
			const slow = await slowOf(textsFor(3), async (texts) => {
				for (const text of texts) {
					await searchList(credential(), name, text).catch(() => undefined);
					await searchList(credential(), name, '', text).catch(() => undefined);
				}
			});
			expect(slow).toEqual([]);
		},
	);
});
