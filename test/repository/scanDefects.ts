/* eslint-disable @n8n/community-nodes/no-restricted-imports */
/** What the scan must notice: for each check, changes to a good package or repository that break it. */
import { appendFile, readFile, rm } from 'node:fs/promises';
import path from 'node:path';

import { edit, put, WORKFLOW } from './scanFixtures';

/** Introduces a defect into the fixture in a folder. */
export type Defect = (dir: string) => Promise<void>;

const TRIGGER = 'dist/nodes/CreatorAudit/CreatorAuditTrigger.node.js';
const SEND = 'dist/nodes/CreatorAudit/transport/send.js';
/** CPU time, so that it does not depend on the load of the machine. */
const BUSY_FOR_100_MS =
	'const before = process.cpuUsage(); while (process.cpuUsage(before).user < 100_000);\n';

/** Joined here, so that this file itself contains no machine path and no registry. */
const machinePath = (...parts: string[]) => ['', ...parts, ''].join('/');
const address = (host: string) => ['https:', '', host, 'npm'].join('/');

const append =
	(file: string, text: string): Defect =>
	(dir) =>
		appendFile(path.join(dir, file), text);
const manifest =
	(change: (json: Record<string, unknown>) => void): Defect =>
	(dir) =>
		edit(dir, 'package.json', change);
const lock =
	(change: (locked: Record<string, unknown>) => void): Defect =>
	(dir) =>
		edit(dir, 'package-lock.json', (json) =>
			change((json.packages as Record<string, Record<string, unknown>>)['node_modules/a']),
		);
const workflow =
	(from: string | RegExp, to: string): Defect =>
	async (dir) =>
		put(dir, WORKFLOW, (await readFile(path.join(dir, WORKFLOW), 'utf8')).replace(from, to));

export const SOURCE_DEFECTS: Record<string, [string, Defect][]> = {
	"n8n's scan of the sources finds nothing": [
		[
			'a node that waits with a timer',
			(dir) => put(dir, 'nodes/A/A.node.ts', 'setTimeout(() => undefined, 1);\n'),
		],
		['what only earns a warning', manifest((json) => delete json.homepage)],
	],
};

export const PACKAGE_DEFECTS: Record<string, [string, Defect][]> = {
	"n8n's scan of the tarball finds nothing": [
		['code that reads the environment', append(SEND, 'exports.home = process.env.HOME;\n')],
		['what only earns a warning', manifest((json) => delete json.homepage)],
		['a package.json with overrides', manifest((json) => (json.overrides = { a: '1.0.0' }))],
	],
	'the tarball holds only what the allow list names': [
		['a compiled test', (dir) => put(dir, 'dist/nodes/CreatorAudit/test/send.js', '')],
		['the sandbox', (dir) => put(dir, 'sandbox/main.mts', '')],
		['a type declaration', (dir) => put(dir, 'dist/nodes/CreatorAudit/CreatorAudit.node.d.ts', '')],
		['a source map', (dir) => put(dir, `${SEND}.map`, '{}')],
		['build information', (dir) => put(dir, 'dist/tsconfig.tsbuildinfo', '{}')],
		['no README', (dir) => rm(path.join(dir, 'README.md'))],
		['no licence', (dir) => rm(path.join(dir, 'LICENSE.md'))],
	],
	'no file carries a source map': [
		[
			'an inline source map',
			append(SEND, ['//# source', 'MappingURL=data:application/json;base64,e30='].join('')),
		],
	],
	'unpacked it is at most 300 KB': [['310 KB more', append('README.md', 'x'.repeat(310 * 1024))]],
	'every node and credential that package.json names is there, and no other': [
		['a node that was not built', (dir) => rm(path.join(dir, TRIGGER))],
		['a node that package.json forgot', (dir) => put(dir, 'dist/nodes/Other/Other.node.js', '')],
		['a node without a codex file', (dir) => rm(path.join(dir, TRIGGER.replace('.js', '.json')))],
		['no node at all', manifest((json) => delete json.n8n)],
	],
	'it has no dependency': [
		['a dependency', manifest((json) => (json.dependencies = { axios: '1.0.0' }))],
		[
			'an optional dependency',
			manifest((json) => (json.optionalDependencies = { axios: '1.0.0' })),
		],
		['a bundled dependency', manifest((json) => (json.bundledDependencies = ['axios']))],
		['everything bundled', manifest((json) => (json.bundleDependencies = true))],
	],
	'its only peer is n8n-workflow, in any version': [
		[
			'a version of the peer',
			manifest((json) => (json.peerDependencies = { 'n8n-workflow': '^2.0.0' })),
		],
		[
			'a second peer',
			manifest((json) => (json.peerDependencies = { 'n8n-workflow': '*', 'n8n-core': '*' })),
		],
		['no peer', manifest((json) => delete json.peerDependencies)],
	],
	'installing it runs no script': [
		['a postinstall script', manifest((json) => (json.scripts = { postinstall: 'node setup.js' }))],
		['a prepare script', manifest((json) => (json.scripts = { prepare: 'gulp build' }))],
	],
	"package.json is as n8n's verification asks": [
		['another licence', manifest((json) => (json.license = 'UNLICENSED'))],
		['no strict mode', manifest((json) => delete (json.n8n as Record<string, unknown>).strict)],
		['an author without an address', manifest((json) => (json.author = { name: 'Somebody' }))],
		['more files than dist', manifest((json) => (json.files = ['dist', 'examples']))],
		[
			'a repository without provenance',
			manifest((json) => (json.repository = { url: 'git+https://example.com/a.git' })),
		],
	],
	'publint finds nothing': [
		['an entry point that is not there', manifest((json) => (json.main = './dist/index.js'))],
		['an ES module that is named as CommonJS', (dir) => put(dir, SEND, 'export const a = 1;\n')],
	],
	'the code loads only its own files, n8n-workflow and node:crypto': [
		['a module of Node', append(SEND, 'require("fs");\n')],
		['a package', append(SEND, 'require("axios");\n')],
		['a module whose name is computed', append(SEND, 'require(["f", "s"].join(""));\n')],
		['a module that is imported while it runs', append(SEND, 'import("node:os");\n')],
		['a file that was not packed', append(SEND, 'require("./missing");\n')],
		['a file outside of the package', append(SEND, 'require("../../../../../other.js");\n')],
	],
	'nodes and credentials load in at most 30 ms': [
		['work while it loads', append(SEND, BUSY_FOR_100_MS)],
		['a node that throws while it loads', append(SEND, 'throw new TypeError("broken");\n')],
	],
};

export const PROJECT_DEFECTS: Record<string, [string, Defect][]> = {
	'lock files name no address': [
		['a resolved address', lock((locked) => (locked.resolved = 'https://example.com/a.tgz'))],
	],
	'every locked package has a version of the registry and its SHA-512': [
		['no hash', lock((locked) => delete locked.integrity)],
		['a weak hash', lock((locked) => (locked.integrity = 'sha1-AAAA'))],
		[
			'a package from a repository',
			lock((locked) => (locked.version = 'git+ssh://git@example.com/a.git')),
		],
		[
			'an older lock file',
			(dir) => edit(dir, 'package-lock.json', (json) => (json.lockfileVersion = 2)),
		],
	],
	'every package.json with dependencies has a lock file beside it': [
		[
			'a tool without one',
			(dir) => put(dir, 'tools/a/package.json', JSON.stringify({ dependencies: { a: '1.0.0' } })),
		],
	],
	'actions are pinned by commit, with their version beside it': [
		['a tag', workflow(/checkout@\w+/, 'checkout@v6')],
		['a short commit', workflow(/checkout@(\w{12})\w+/, 'checkout@$1')],
		['a branch', workflow(/cache\/restore@\w+ # v5/, 'cache/restore@main # v5')],
		['no version', workflow(' # v6.0.2', '')],
		['a container instead of a commit', workflow(/actions\/checkout@\w+/, 'docker://alpine:3')],
	],
	'workflows start without rights, and only publishing may ask for an identity': [
		['rights that are not stated', workflow('permissions: {}\n', '')],
		['every right', workflow('permissions: {}', 'permissions: write-all')],
		['a right for every job', workflow('permissions: {}', 'permissions:\n  contents: write')],
		['a right to write', workflow('id-token: write', 'contents: write')],
		['a right to write issues where others start it', workflow('id-token: write', 'issues: write')],
		['an identity without an environment', workflow('    environment: npm\n', '')],
		['no workflow', (dir) => rm(path.join(dir, WORKFLOW))],
	],
	'workflows use no stored secret': [
		['a token', append(WORKFLOW, 'env:\n  TOKEN: ${{ secrets.NPM_TOKEN }}\n')],
	],
	'no file names a folder of the machine it was made on': [
		['the home of root', append('README.md', `see ${machinePath('root', 'project')}`)],
		['a temporary folder', append('README.md', `see ${machinePath('tmp', 'a')}`)],
		["a person's home", append('README.md', `see "${machinePath('home', 'ada', 'project')}"`)],
		['a home of macOS', append('README.md', `see ${machinePath('Users', 'ada', 'project')}`)],
	],
	'no file names a private package registry': [
		['a mirror', append('README.md', address('registry.example.com'))],
		['a repository manager', append('README.md', address('ARTIFACTORY.example.com'))],
	],
};
