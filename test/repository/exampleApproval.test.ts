/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { jsonParse } from 'n8n-workflow';

import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';

/** Nothing that deletes runs in a shipped example before a person has approved it. */

interface Step {
	name: string;
	type: string;
	parameters: Record<string, unknown>;
}
interface Example {
	nodes: Step[];
	connections: Record<string, Record<string, Array<Array<{ node: string }> | null>>>;
}

const FOLDER = path.join(PROJECT_ROOT, 'examples');
const EXAMPLES = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

/** Whether a step takes something away in CreatorAudit. A method from an expression may be any. */
function deletes({ type, parameters: { resource, operation, method } }: Step): boolean {
	if (!/^n8n-nodes-creatoraudit\.creatorAudit(?:Tool)?$/.test(type)) return false;
	if (resource === 'api') return method === 'DELETE' || String(method).startsWith('=');
	return operation === 'delete' || operation === 'removeAccount';
}

/** Whether n8n waits in a step until a person has answered: "send and wait", or the review step of an agent's tools. */
const asksPerson = ({ type, parameters }: Step): boolean =>
	parameters.operation === 'sendAndWait' || type.endsWith('HitlTool');

/** Names of steps that delete and can be reached without a step that asks. */
function unapproved({ nodes, connections }: Example): string[] {
	const inputs = new Map<string, Set<string>>(nodes.map(({ name }) => [name, new Set()]));
	// A tool is called by the agent that it is connected to.
	for (const [from, kinds] of Object.entries(connections))
		for (const outputs of Object.values(kinds))
			for (const { node } of outputs.flatMap((output) => output ?? []))
				if ('main' in kinds) inputs.get(node)?.add(from);
				else inputs.get(from)?.add(node);
	const byName = new Map(nodes.map((step) => [step.name, step]));
	const isOpen = (name: string, seen: ReadonlySet<string>): boolean => {
		if (seen.has(name)) return false;
		if (asksPerson(byName.get(name)!)) return false;
		const before = [...(inputs.get(name) ?? [])];
		return before.length === 0 || before.some((one) => isOpen(one, new Set([...seen, name])));
	};
	return nodes
		.filter((step) => deletes(step) && isOpen(step.name, new Set()))
		.map(({ name }) => name);
}

describe('the examples', () => {
	it.each(EXAMPLES)('delete nothing without a person: %s', (file) => {
		expect(unapproved(jsonParse<Example>(readFileSync(path.join(FOLDER, file), 'utf8')))).toEqual(
			[],
		);
	});

	describe('are told apart', () => {
		const step = (name: string, type: string, parameters: Record<string, unknown> = {}): Step => ({
			name,
			type,
			parameters,
		});
		const start = step('Start', 'n8n-nodes-base.manualTrigger');
		const ask = step('Ask', 'n8n-nodes-base.slack', { operation: 'sendAndWait' });
		const other = step('Other', 'n8n-nodes-base.slack', { operation: 'post' });
		const remove = step('Remove', 'n8n-nodes-creatoraudit.creatorAudit', {
			resource: 'account',
			operation: 'delete',
		});
		const chain = (...steps: Step[]): Example => ({
			nodes: steps,
			connections: Object.fromEntries(
				steps.slice(1).map(({ name }, n) => [steps[n].name, { main: [[{ node: name }]] }]),
			),
		});

		it.each<[string, Example, string[]]>([
			['a delete behind nothing', chain(start, remove), ['Remove']],
			['a delete behind another step', chain(start, other, remove), ['Remove']],
			['a delete behind an approval', chain(start, ask, other, remove), []],
			['a delete that begins by itself', chain(remove), ['Remove']],
			[
				'a way around the approval',
				{
					nodes: [start, ask, remove],
					connections: {
						Start: { main: [[{ node: 'Ask' }, { node: 'Remove' }]] },
						Ask: { main: [[{ node: 'Remove' }]] },
					},
				},
				['Remove'],
			],
			[
				'a request that may be any',
				chain(start, {
					...remove,
					parameters: { resource: 'api', operation: 'request', method: '={{ $json.method }}' },
				}),
				['Remove'],
			],
		])('%s', (_, example, names) => expect(unapproved(example)).toEqual(names));

		const tool = { ...remove, type: 'n8n-nodes-creatoraudit.creatorAuditTool' };
		const agent = step('Agent', '@n8n/n8n-nodes-langchain.agent');
		const review = step('Review', 'n8n-nodes-base.slackHitlTool');
		const toolOf = (node: string) => ({ ai_tool: [[{ node }]] });

		it('an agent that may delete', () => {
			const connections = { Start: { main: [[{ node: 'Agent' }]] }, Remove: toolOf('Agent') };
			expect(unapproved({ nodes: [start, agent, tool], connections })).toEqual(['Remove']);
		});

		it('an agent whose call is reviewed', () => {
			const connections = {
				Start: { main: [[{ node: 'Agent' }]] },
				Remove: toolOf('Review'),
				Review: toolOf('Agent'),
			};
			expect(unapproved({ nodes: [start, agent, review, tool], connections })).toEqual([]);
		});
	});
});
