import { NodeHelpers, type INodeParameters } from 'n8n-workflow';

import { CreatorAudit } from '../../nodes/CreatorAudit/CreatorAudit.node';

/** What n8n finds fault with in a step before it runs it; the editor shows a red triangle for it. */
function issuesOf(parameters: INodeParameters) {
	const { description } = new CreatorAudit();
	const node = {
		id: '1',
		name: 'CreatorAudit',
		type: description.name,
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters,
	};
	const complete = NodeHelpers.getNodeParameters(
		description.properties,
		parameters,
		true,
		false,
		node,
		description,
	);
	return NodeHelpers.getNodeParametersIssues(
		description.properties,
		{ ...node, parameters: complete ?? {} },
		description,
	);
}

describe('fields that n8n asks for before it runs a step', () => {
	const metrics = { resource: 'account', operation: 'getMetrics', accountIds: '={{ $json.id }}' };

	test('the period may be an expression: n8n then shows the dates of a custom period too, and they may stay empty', () => {
		expect(issuesOf({ ...metrics, period: '={{ $json.period }}' })).toBeNull();
	});

	test('so may the output, though n8n then shows the choice of fields', () => {
		expect(
			issuesOf({ resource: 'account', operation: 'getAll', output: '={{ $json.output }}' }),
		).toBeNull();
	});

	test('a metrics step without IDs is incomplete', () => {
		expect(issuesOf({ ...metrics, accountIds: '' })?.parameters).toHaveProperty('accountIds');
	});
});
