/** What package.json promises: the rules of n8n's verification and of this project's supply chain. */
import { expectNone, type Check } from './check.mts';
import type { Manifest, UnpackedPackage } from './unpackedPackage.mts';

/** Scripts that npm runs on the machine of whoever installs the package, or installs it from its repository. */
const INSTALL_TIME_SCRIPTS = [
	'preinstall',
	'install',
	'postinstall',
	'prepublish',
	'preprepare',
	'prepare',
	'postprepare',
];

const REQUIRED_KEYWORD = 'n8n-community-node-package';
const PEERS = JSON.stringify({ 'n8n-workflow': '*' });

export const manifestChecks: Check<UnpackedPackage>[] = [
	{
		name: 'it has no dependency',
		run: ({ manifest }) => {
			const { dependencies = {}, optionalDependencies = {} } = manifest;
			const bundled = manifest.bundledDependencies || manifest.bundleDependencies || [];
			expectNone([
				...Object.keys(dependencies).map((name) => `dependencies: ${name}`),
				...Object.keys(optionalDependencies).map((name) => `optionalDependencies: ${name}`),
				...(bundled === true
					? ['all dependencies are bundled']
					: bundled.map((name) => `bundledDependencies: ${name}`)),
			]);
		},
	},
	{
		name: 'its only peer is n8n-workflow, in any version',
		run: ({ manifest }) => {
			const peers = JSON.stringify(manifest.peerDependencies);
			expectNone(peers === PEERS ? [] : [`peerDependencies is ${peers}, not ${PEERS}`]);
		},
	},
	{
		name: 'installing it runs no script',
		run: ({ manifest }) => {
			const scripts = Object.keys(manifest.scripts ?? {});
			expectNone(
				INSTALL_TIME_SCRIPTS.filter((name) => scripts.includes(name)).map(
					(name) => `scripts.${name}`,
				),
			);
		},
	},
	{
		name: "package.json is as n8n's verification asks",
		run: ({ manifest }) => expectNone(unverifiable(manifest)),
	},
];

function unverifiable({
	name,
	version,
	license,
	author,
	homepage,
	repository,
	keywords,
	files,
	overrides,
	n8n,
}: Manifest): string[] {
	const rules: [boolean, string][] = [
		[/^n8n-nodes-[\w-]+$/.test(name ?? ''), 'name does not start with n8n-nodes-'],
		[/^\d+\.\d+\.\d+$/.test(version ?? ''), 'version is not a release'],
		[license === 'MIT', 'license is not MIT'],
		[Boolean(author?.name), 'author.name is empty'],
		[Boolean(author?.email?.includes('@')), 'author.email is no address'],
		[Boolean(homepage?.startsWith('https://')), 'homepage is no https address'],
		[
			Boolean(repository?.url?.startsWith('git+https://github.com/')),
			'repository.url is not on GitHub: no provenance',
		],
		[Boolean(keywords?.includes(REQUIRED_KEYWORD)), `keywords lacks ${REQUIRED_KEYWORD}`],
		[JSON.stringify(files) === '["dist"]', 'files is not exactly ["dist"]'],
		[overrides === undefined, 'overrides is present'],
		[n8n?.n8nNodesApiVersion === 1, 'n8n.n8nNodesApiVersion is not 1'],
		[n8n?.strict === true, 'n8n.strict is not true'],
	];
	return rules.filter(([holds]) => !holds).map(([, finding]) => finding);
}
