/** Tests are TypeScript compiled to CommonJS by swc, because n8n-core's engine, which they run, is CommonJS. */
// n8n-core's engine logs every failed node, and most of these tests are about failures.
process.env.N8N_LOG_LEVEL ??= 'silent';

module.exports = {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	// .ci/run is for Linux, with bash 5 and GNU's tools.
	testPathIgnorePatterns: [
		'/node_modules/',
		...(process.platform === 'linux' ? [] : ['/repository/ci\\.test\\.ts$']),
	],
	moduleFileExtensions: ['ts', 'mts', 'js', 'mjs', 'json', 'node'],
	transform: {
		'^.+\\.(m?ts|mjs)$': [
			'@swc/jest',
			{
				jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
				module: { type: 'commonjs' },
				sourceMaps: 'inline',
			},
		],
	},
	modulePathIgnorePatterns: [
		'<rootDir>/dist/',
		'<rootDir>/e2e/',
		'<rootDir>/.cache/',
		'<rootDir>/.data/',
		'<rootDir>/.tmp/',
	],
	// Ends what hangs. Not a measure of speed: build machines are shared, and what must be quick asserts it itself.
	testTimeout: 120_000,
	// Jest would leave one core to the person at the screen, which is half of a small machine.
	maxWorkers: '100%',
};
