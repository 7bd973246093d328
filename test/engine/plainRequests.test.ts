/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import MiniSearch from 'minisearch';
import { jsonParse, type INodeParameters, type INodePropertyOptions } from 'n8n-workflow';

import { CreatorAudit } from '../../nodes/CreatorAudit/CreatorAudit.node';
import { knownIn, parametersFor, type Known } from '../support/formValues';
import { FORMS, type Form } from '../support/nodeForms';
import { PLAIN_REQUESTS } from '../support/plainRequests';
import { sandboxedNode } from '../support/sandboxedNode';

/**
 * Requests in plain words, and the operation that a model should choose by what n8n shows it: label, description and hint of each operation,
 * and what the resource is (docs/n8n-internals.md#hints).
 *
 * A keyword search (BM25) stands in for the model. It proves that the words people use are in the right description, and are not more at home
 * in another. It does not prove that a model chooses right: a model understands what is written, and is misled by what a search does not see.
 * The hints were written with these requests at hand, so the share that is right says nothing of other requests.
 * With CREATORAUDIT_MODEL_URL (an address of the form of OpenAI's /v1/chat/completions), CREATORAUDIT_MODEL and CREATORAUDIT_MODEL_KEY
 * a real one is asked instead.
 */

/** Words that say nothing of what is wanted. */
const STOP_WORDS = new Set(
	'a an and are at be belong by do does did each for from has have how i in is it its me more my new no not of off on one or our show so that the their them then these they this to us was we were what when where which who with you your'.split(
		' ',
	),
);

const resources = new CreatorAudit().description.properties.find(({ name }) => name === 'resource')!
	.options as INodePropertyOptions[];

const CHOICES = FORMS.map(({ resource, operation, option }) => ({
	id: `${resource}.${operation}`,
	name: `${option.name} ${option.action ?? ''}`,
	description: option.description ?? '',
	hint: option.builderHint?.propertyHint ?? '',
	resource: resources.find(({ value }) => value === resource)?.description ?? '',
}));

const index = new MiniSearch<(typeof CHOICES)[number]>({
	fields: ['name', 'description', 'hint', 'resource'],
	processTerm(term) {
		const word = term.toLowerCase();
		if (STOP_WORDS.has(word)) return null;
		return word.replace(/(?<=\w{3})(?:ing|ed|es|s|e)$/, '');
	},
	searchOptions: { boost: { name: 2 } },
});
index.addAll(CHOICES);

const {
	CREATORAUDIT_MODEL_URL: url,
	CREATORAUDIT_MODEL: model,
	CREATORAUDIT_MODEL_KEY: key,
} = process.env;

async function choose(words: string): Promise<string> {
	if (url === undefined) return String(index.search(words)[0]?.id);
	const list = CHOICES.map((choice) => JSON.stringify(choice)).join('\n');
	const content = `Operations of a node, one a line:\n${list}\nAnswer with the id of the one for this request, and nothing else: ${words}`;
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', authorization: `Bearer ${key ?? ''}` },
		body: JSON.stringify({ model, temperature: 0, messages: [{ role: 'user', content }] }),
	});
	const answer = (await response.json()) as { choices: Array<{ message: { content: string } }> };
	return answer.choices[0].message.content.trim();
}

describe('a request in plain words', () => {
	const node = sandboxedNode({ creators: 20 });
	let known: Known;
	beforeAll(async () => {
		known = await knownIn(node.sandbox);
	});
	beforeEach(async () => {
		await node.sandbox.reset();
	});

	it.each(PLAIN_REQUESTS)('finds its operation: $words', async ({ words, resource, operation }) => {
		expect(await choose(words)).toBe(`${resource}.${operation}`);
	});

	it.each(PLAIN_REQUESTS)('is what the operation does: $words', async (request) => {
		const { resource, operation, parameters = {} } = request;
		const form = FORMS.find(
			(one) => one.resource === resource && one.operation === operation,
		) as Form;
		// Natgeo stands for somebody who is tracked.
		const text = JSON.stringify(parameters).replace(/(?:instagram:)?natgeo/g, known.username);
		const given = jsonParse<INodeParameters>(text);
		const { error, json } = await node.run({ ...parametersFor(form, known), ...given });
		expect(error).toBeUndefined();
		expect(json.length).toBeGreaterThan(0);
	});

	it('is there for nearly every operation', () => {
		const asked = new Set(
			PLAIN_REQUESTS.map(({ resource, operation }) => `${resource}.${operation}`),
		);
		// Of what is read in another way, too, and what no operation does.
		const others = ['api.request', 'creator.get'];
		expect(CHOICES.map(({ id }) => id).filter((id) => !asked.has(id))).toEqual(others);
		expect(PLAIN_REQUESTS).toHaveLength(30);
	});
});
