/** The build: contract types, compiled and bundled sources, icons and codex files, and a check of every path that package.json names. */
const { execFile } = require('node:child_process');
const { access, mkdir, readFile, rm, writeFile } = require('node:fs/promises');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { promisify } = require('node:util');
const { dest, parallel, series, src } = require('gulp');

const run = promisify(execFile);
const CONTRACT = path.join(__dirname, 'contract/openapi.yaml');
/** Output of the compiler, input of the bundler. */
const COMPILED = path.join(__dirname, 'generated/compiled');
const GENERATED_TYPES = path.join(__dirname, 'generated/creatoraudit-api.d.ts');

async function clean() {
	for (const dir of [path.join(__dirname, 'dist'), COMPILED])
		await rm(dir, { recursive: true, force: true });
}

/** Types of the API's objects come from the contract, so that they cannot drift from it. */
async function types() {
	const { default: openapiTS, astToString } = await import('openapi-typescript');
	const ast = await openapiTS(pathToFileURL(CONTRACT));
	await mkdir(path.dirname(GENERATED_TYPES), { recursive: true });
	await writeFile(GENERATED_TYPES, astToString(ast));
}

/** Checks types and writes ES modules, one for each source, which only {@link bundle} reads. */
async function compile() {
	const tsc = require.resolve('typescript/bin/tsc');
	const emit = ['--module', 'es2022', '--outDir', COMPILED];
	await run(process.execPath, [tsc, '-p', 'tsconfig.json', ...emit], { cwd: __dirname }).catch(
		(error) => {
			throw new Error(`The TypeScript compiler refused the sources:\n${error.stdout}`);
		},
	);
}

/**
 * How the published code is written: names and statements as the compiler left them, each statement on a line of its own, without comments and
 * indentation, which would be a fifth of the package.
 */
const READABLE = {
	compress: false,
	mangle: false,
	format: { ecma: 2020, semicolons: false },
};

async function renderChunk(code) {
	const { minify } = await import('terser');
	return { code: (await minify(code, READABLE)).code, map: null };
}

/**
 * Bundles each folder of sources into one readable file: separate modules take n8n four times as long to load.
 */
async function bundle() {
	const { n8n } = require('./package.json');
	const { rollup } = await import('rollup');
	// The sources import each other as CommonJS has it, without an ending and by folder.
	const { nodeResolve } = await import('@rollup/plugin-node-resolve');
	const compiledFor = (file) => path.join(COMPILED, path.relative('dist', file));
	const inputs = [...n8n.credentials, ...n8n.nodes].map((file) => [
		path.relative('dist', file).replace(/\.js$/, ''),
		compiledFor(file),
	]);
	const bundled = await rollup({
		input: Object.fromEntries(inputs),
		external: ['n8n-workflow', 'node:crypto'],
		plugins: [nodeResolve(), { name: 'readable', renderChunk }],
		onwarn: ({ message }) => {
			throw new Error(`The bundle is not clean: ${message}`);
		},
	});
	await bundled.write({
		dir: path.join(__dirname, 'dist'),
		format: 'cjs',
		exports: 'named',
		entryFileNames: '[name].js',
		// Short names: they stand before each function that one file uses of another.
		chunkFileNames: 'nodes/CreatorAudit/[name].js',
		manualChunks: (id) => path.relative(COMPILED, id).match(/^nodes\/CreatorAudit\/(\w+)\//)?.[1],
		generatedCode: 'es2015',
		indent: '\t',
	});
}

/** The functions that make rows, for {@link schemas}: the published chunks keep most of them to themselves. */
const ROW_FUNCTIONS = `
	export { CreatorAudit } from './CreatorAudit.node';
	export { COLUMNS } from './output/columns';
	export { shape } from './output/shape';
	export { dailyColumns, deltaColumns, metricColumns } from './output/metricColumns';
	export { idColumns } from './operations/idColumns';
	export { matchRow } from './operations/search/search';
	import { accountIds, instagramPostIds, videoIds } from './resources/fields/ids';
	export const SUBJECTS = {
		account: accountIds.columns,
		accountVideo: instagramPostIds.columns,
		video: videoIds.columns,
	};
`;

/** Output schemas beside the node: columns that people can drag before a step has run (docs/n8n-internals.md#output-schemas). */
async function schemas() {
	const { outputSchemas } = await import('./scripts/lib/outputSchemas.mts');
	const { rollup } = await import('rollup');
	const { nodeResolve } = await import('@rollup/plugin-node-resolve');
	const entry = path.join(COMPILED, 'nodes/CreatorAudit/rowFunctions.js');
	await writeFile(entry, ROW_FUNCTIONS);
	const file = path.join(COMPILED, 'rowFunctions.cjs');
	const bundled = await rollup({
		input: entry,
		external: ['n8n-workflow', 'node:crypto'],
		plugins: [nodeResolve()],
	});
	await bundled.write({ file, format: 'cjs' });
	const { CreatorAudit, ...functions } = require(file);
	const contract = await readFile(CONTRACT, 'utf8');
	const { description } = new CreatorAudit();
	const folder = path.join(__dirname, 'dist/nodes/CreatorAudit/__schema__/v1.0.0');
	for (const [name, schema] of Object.entries(outputSchemas(description, contract, functions))) {
		const target = path.join(folder, `${name}.json`);
		await mkdir(path.dirname(target), { recursive: true });
		await writeFile(target, JSON.stringify(schema));
	}
}

function copyIcons() {
	return src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
}

function copyCodex() {
	return src('nodes/**/*.node.json', { encoding: false }).pipe(dest('dist/nodes'));
}

/** A wrong path in package.json is an error here, because n8n ignores such a package silently. */
async function checkPaths() {
	const { n8n } = require('./package.json');
	const missing = [];
	for (const file of [...n8n.nodes, ...n8n.credentials]) {
		await access(path.join(__dirname, file)).catch(() => missing.push(file));
	}
	if (missing.length > 0)
		throw new Error(`package.json names files that the build did not make: ${missing.join(', ')}`);
}

exports.clean = clean;
exports.types = types;
exports.build = series(
	clean,
	types,
	parallel(series(compile, bundle, schemas), copyIcons, copyCodex),
	checkPaths,
);
exports.default = exports.build;
