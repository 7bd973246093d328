/** The code without n8n, network and clock, by folder, and the tests that must notice each change of it. Paths from the project's folder. */
export const FOLDERS = {
	trigger: {
		mutate: [
			'nodes/CreatorAudit/trigger/sync/{detectChanges,pageCheckpoints,scan}.ts',
			'nodes/CreatorAudit/trigger/state/*.ts',
		],
		tests: ['test/unit/trigger*.test.ts'],
	},
	retry: {
		mutate: ['nodes/CreatorAudit/transport/retry/*.ts'],
		tests: ['test/unit/{retry,execution,idempotency}*.test.ts'],
	},
	rateLimit: {
		mutate: ['nodes/CreatorAudit/transport/rateLimit/*.ts'],
		tests: ['test/unit/{rateLimit,clockOffset,sharedQuota,deque}*.test.ts'],
	},
	input: {
		mutate: ['nodes/CreatorAudit/input/**/*.ts'],
		tests: ['test/unit/longHandles.test.ts', 'test/engine/{badInput,oddValues,locators}.test.ts'],
	},
};
