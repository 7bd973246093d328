/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
	createRunExecutionData,
	Workflow,
	type IConnections,
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
	connections: IConnections;
}

const EXAMPLES: Example[] = readdirSync(FOLDER)
	.filter((file) => file.endsWith('.json'))
	.map((file) => ({
		...(JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as Example),
		name: file,
	}));

const HOSTILE = '<!channel> <https://evil.example|Log in> & <@U123> "}]} \\';

/** Every field that a server or a creator fills with a text, numbers too. */
const ITEM: IDataObject = Object.fromEntries(
	[
		...['username', 'platform', 'name', 'creator_name', 'description', 'category', 'link_in_bio'],
		...['Username', 'Platform', 'active_accounts', 'engagement_rate', 'engagement_rate_change_pct'],
		...['total_views_change_pct', 'follower_count_percent', 'account_username', 'video_url'],
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
	milestone: 5,
	view_count: 5,
	sum_view_count: 5,
	count_view_count: 5,
	scrape_interval_hours: 5,
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
		/** Resolves what a Slack step sends, unless it quotes other steps: e2e/examples/hostile.mts runs those. */
		const sent = nodes
			.filter(({ type }) => type.endsWith('.slack'))
			.map(({ parameters: { text, blocksUi } }) => ({ text, blocksUi }))
			.filter((texts) => !JSON.stringify(texts).includes('$('))
			.map((texts) => resolve(texts, { ...json, concatenated_line: lines.join('\n') }));
		for (const text of textsOf([lines, sent])) {
			expect(text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
			expect(text).not.toContain('undefined');
		}
		for (const { blocksUi } of sent as IDataObject[])
			if (blocksUi) expect(() => JSON.parse(String(blocksUi)) as unknown).not.toThrow();
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
	const tools = EXAMPLES.flatMap(({ nodes, connections }) =>
		nodes
			.filter(({ type }) => type.endsWith('creatorAuditTool'))
			.map((tool) => ({
				operation: String(tool.parameters.operation ?? 'getAll'),
				users: (connections[tool.name]?.ai_tool ?? [])
					.flatMap((targets) => targets ?? [])
					.map(({ node }) => nodes.find(({ name }) => name === node)?.type),
			})),
	);

	it('reaches no tool that changes anything before a person has approved it', () => {
		expect(tools.length).toBeGreaterThanOrEqual(8);
		const changing = tools.filter(({ operation }) => !/^(get|search)/.test(operation));
		for (const { users } of changing) expect(users).toEqual(['n8n-nodes-base.slackHitlTool']);
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
