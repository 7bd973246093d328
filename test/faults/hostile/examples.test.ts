/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
	createRunExecutionData,
	Workflow,
	type IDataObject,
	type INode,
	type NodeParameterValueType,
} from 'n8n-workflow';

import { nodeTypesOf } from '../../support/nodeTypes';
import { otherNode } from '../../support/otherNode';

const FOLDER = path.join(__dirname, '../../../examples');

interface Example {
	name: string;
	nodes: INode[];
}

const EXAMPLES: Example[] = readdirSync(FOLDER)
	.filter((file) => file.endsWith('.json'))
	.map((file) => ({
		name: file,
		nodes: (JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as { nodes: INode[] }).nodes,
	}));

const HOSTILE = '<!channel> <https://evil.example|Log in> & <@U123> "}]} \\';

/** Every field that a server or a creator fills with a text, numbers too. */
const ITEM: IDataObject = Object.fromEntries(
	[
		...['username', 'platform', 'name', 'creator_name', 'description', 'category', 'link_in_bio'],
		...['Username', 'Platform', 'active_accounts', 'engagement_rate', 'engagement_rate_change_pct'],
		...['total_views_change_pct', 'follower_count_percent'],
	].map((field) => [field, HOSTILE]),
);

/** What n8n makes of a parameter for an item. */
function resolve(value: unknown, json: IDataObject): unknown {
	const step: INode = {
		id: '1',
		name: 'Step',
		type: 'n8n-nodes-creatoraudit.other',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const workflow = new Workflow({
		nodes: [step],
		connections: {},
		active: false,
		nodeTypes: nodeTypesOf([otherNode(async () => undefined)]),
	});
	return workflow.expression.getParameterValue(
		value as NodeParameterValueType,
		createRunExecutionData(),
		0,
		0,
		step.name,
		[{ json }],
		'manual',
		{},
	);
}

/** All texts in a value. */
const textsOf = (value: unknown): string[] =>
	typeof value === 'string'
		? [value]
		: value !== null && typeof value === 'object'
			? Object.values(value).flatMap(textsOf)
			: [];

const numbers = {
	follower_count: 5,
	follower_count_difference: 5,
	Followers: 5,
	total_views: 5,
	account_videos: 5,
};

const withSlack = EXAMPLES.filter(({ nodes }) => nodes.some(({ type }) => type.endsWith('.slack')));

describe('A creator with a name that gives Slack orders', () => {
	it('is looked for in all examples that write to Slack', () => {
		expect(withSlack.length).toBeGreaterThanOrEqual(4);
	});

	it.each(withSlack)('gives none in $name', ({ nodes }) => {
		const json = { ...ITEM, ...numbers };
		const lines = nodes
			.filter(({ type }) => type.endsWith('.set'))
			.flatMap(
				({ parameters }) =>
					(parameters.assignments as { assignments: Array<{ name: string; value: string }> })
						.assignments,
			)
			.filter(({ name }) => name === 'line')
			.map(({ value }) => String(resolve(value, json)));
		for (const { parameters } of nodes.filter(({ type }) => type.endsWith('.slack'))) {
			const sent = resolve(
				{ text: parameters.text, blocksUi: parameters.blocksUi },
				{ ...json, concatenated_line: lines.join('\n') },
			) as IDataObject;
			for (const text of textsOf(sent)) {
				expect(text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
				expect(text).not.toContain('undefined');
			}
			if (sent.blocksUi) expect(() => JSON.parse(String(sent.blocksUi)) as unknown).not.toThrow();
		}
	});

	it('is told in the notes of an example that has such names', () => {
		for (const { nodes } of withSlack.filter(({ nodes: all }) =>
			JSON.stringify(all).includes('replaceAll'),
		)) {
			const notes = nodes.filter(({ type }) => type.endsWith('.stickyNote'));
			expect(JSON.stringify(notes)).toContain('<!channel>');
		}
	});
});

describe('A caption that gives an AI agent orders', () => {
	const tools = EXAMPLES.flatMap(({ nodes }) =>
		nodes.filter(({ type }) => type.endsWith('creatorAuditTool')),
	);

	it('reaches no tool that changes anything', () => {
		expect(tools.length).toBeGreaterThanOrEqual(3);
		for (const { parameters } of tools)
			expect(String(parameters.operation ?? 'getAll')).toMatch(/^(get|search)/);
	});
});

describe('A spreadsheet', () => {
	it('takes no text of a creator for a formula', () => {
		const steps = EXAMPLES.flatMap(({ nodes }) =>
			nodes.filter(
				({ type, parameters }) =>
					type.endsWith('.googleSheets') && /append|update/i.test(String(parameters.operation)),
			),
		);
		expect(steps.length).toBeGreaterThanOrEqual(2);
		for (const { parameters } of steps)
			expect((parameters.options as IDataObject).cellFormat).toBe('RAW');
	});
});
