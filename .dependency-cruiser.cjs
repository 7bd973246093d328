/**
 * Which folder of nodes/CreatorAudit may import which.
 * `npm test` runs it; `npx depcruise nodes credentials` shows the findings alone.
 */

/** Layers from the outside in. A layer may import those behind it, and itself. */
const LAYERS = [
	['resources', 'listSearch', 'trigger'],
	['operations'],
	['batching'],
	['runner'],
	['output'],
	['input'],
	['transport'],
];

const inLayer = (names) => `^nodes/CreatorAudit/(${names.join('|')})/`;

const direction = LAYERS.map((names, level) => ({
	name: `${names.join('-')}-imports-inwards`,
	severity: 'error',
	comment:
		'Imports lead from the node files inwards: resources, operations, batching, runner, output, input, transport.',
	from: { path: inLayer(names) },
	to: { path: ['^nodes/CreatorAudit/[^/]+\\.node\\.ts$', ...LAYERS.slice(0, level).map(inLayer)] },
}));

module.exports = {
	forbidden: [
		{ name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
		...direction,
		{
			name: 'peers-stay-apart',
			severity: 'error',
			comment:
				'Layers at the same level know nothing of each other. The trigger shares the field descriptions of the resources.',
			from: { path: '^nodes/CreatorAudit/(resources|listSearch|trigger)/' },
			to: {
				path: '^nodes/CreatorAudit/(resources|listSearch|trigger)/',
				pathNot: ['^nodes/CreatorAudit/$1/', '^nodes/CreatorAudit/resources/(fields|compose)'],
			},
		},
		{
			name: 'only-n8n-workflow-and-crypto-at-run-time',
			severity: 'error',
			comment: "n8n's rules for verified packages allow no other dependency.",
			from: { path: '^(nodes|credentials)/' },
			to: { dependencyTypesNot: ['local', 'type-only'], pathNot: 'n8n-workflow|^(node:)?crypto$' },
		},
	],
	options: {
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		doNotFollow: { path: 'node_modules' },
		includeOnly: '^(nodes|credentials|generated)/|^node_modules/n8n-workflow/|^crypto$',
	},
};
