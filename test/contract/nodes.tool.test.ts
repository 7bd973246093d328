import { CreatorAudit } from '../../nodes/CreatorAudit/CreatorAudit.node';
import { knownIn, parametersFor, valuesOf, type Known } from '../support/formValues';
import { allFieldsOf, FORMS, type Form, type FormField } from '../support/nodeForms';
import { sandboxedNode, type BenchResult } from '../support/sandboxedNode';

/** A step of a workflow and an AI agent's tool reach the operations by different ways of n8n; both must do the same. */

/** The node as an agent's tool is run: by n8n's declarative engine (docs/n8n-internals.md#ai-tools). */
function asToolIsRun(): CreatorAudit {
	return Object.assign(new CreatorAudit(), { customOperations: undefined });
}

describe('a step and a tool', () => {
	const node = sandboxedNode();
	let known: Known;

	beforeAll(async () => {
		known = await knownIn(node.sandbox);
	});

	async function run(form: Form, asTool: boolean, field?: FormField): Promise<BenchResult> {
		await node.sandbox.reset();
		const value = field && valuesOf(field, form, known).at(-1);
		const setup = {
			executionId: 'same',
			input: [{ note: 'a' }, { note: 'b' }],
			onError: 'continueRegularOutput' as const,
		};
		return await node.run(parametersFor(form, known, field, value), {
			...setup,
			...(asTool && { node: asToolIsRun() }),
		});
	}

	/** What reached the API, in an order of its own: two items are on their way at once. */
	const sentBy = ({ requests }: BenchResult) =>
		requests
			.map(({ method, path, query, body, headers }) =>
				JSON.stringify([method, path, query, body, headers['idempotency-key']]),
			)
			.sort();

	it.each(FORMS.map((form) => ({ form, title: `${form.resource}: ${form.option.name}` })))(
		'send the same and give the same: $title',
		async ({ form }) => {
			const fields = allFieldsOf(form).filter(
				({ property: { type, name } }) =>
					type !== 'collection' && !/^(waitForFirstRefresh|waitTimeout)$/.test(name),
			);
			for (const field of [undefined, ...fields]) {
				const step = await run(form, false, field);
				const tool = await run(form, true, field);
				expect({ field: field?.path, sent: sentBy(tool) }).toEqual({
					field: field?.path,
					sent: sentBy(step),
				});
				expect(tool.items.map(({ pairedItem }) => pairedItem)).toEqual(
					step.items.map(({ pairedItem }) => pairedItem),
				);
				expect(tool.json.map((row) => Object.keys(row))).toEqual(
					step.json.map((row) => Object.keys(row)),
				);
			}
			await node.sandbox.reset();
		},
	);
});
