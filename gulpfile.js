/** The build: contract types, compiled sources, icons and codex files, and a check of every path that package.json names. */
const { execFile } = require('node:child_process');
const { access, mkdir, rm, writeFile } = require('node:fs/promises');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { promisify } = require('node:util');
const { dest, parallel, series, src } = require('gulp');

const run = promisify(execFile);
const CONTRACT = path.join(__dirname, 'contract/openapi.yaml');
const GENERATED_TYPES = path.join(__dirname, 'generated/creatoraudit-api.d.ts');

async function clean() {
	await rm(path.join(__dirname, 'dist'), { recursive: true, force: true });
}

/** Types of the API's objects come from the contract, so that they cannot drift from it. */
async function types() {
	const { default: openapiTS, astToString } = await import('openapi-typescript');
	const ast = await openapiTS(pathToFileURL(CONTRACT));
	await mkdir(path.dirname(GENERATED_TYPES), { recursive: true });
	await writeFile(GENERATED_TYPES, astToString(ast));
}

async function compile() {
	const tsc = require.resolve('typescript/bin/tsc');
	await run(process.execPath, [tsc, '-p', 'tsconfig.json'], { cwd: __dirname }).catch((error) => {
		throw new Error(`The TypeScript compiler refused the sources:\n${error.stdout}`);
	});
}

function copyIcons() {
	return src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
}

function copyCodex() {
	return src('nodes/**/*.node.json', { encoding: false }).pipe(dest('dist/nodes'));
}

/** n8n skips a package without a word when a path in package.json is wrong, so it is an error here. */
async function checkPaths() {
	const { n8n } = require('./package.json');
	const missing = [];
	for (const file of [...n8n.nodes, ...n8n.credentials]) {
		await access(path.join(__dirname, file)).catch(() => missing.push(file));
	}
	if (missing.length > 0) throw new Error(`package.json names files that the build did not make: ${missing.join(', ')}`);
}

exports.clean = clean;
exports.types = types;
exports.build = series(clean, types, parallel(compile, copyIcons, copyCodex), checkPaths);
exports.default = exports.build;
