/** What is in the tarball: nothing but what n8n loads and a person reads. */
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Finding, expectNone, type Check } from './check.mts';
import { loadedPaths, type UnpackedPackage } from './unpackedPackage.mts';

const KILOBYTE = 1024;
const MAX_BYTES = 300 * KILOBYTE;

/** Everything that may be in the package. npm adds the three files beside dist by itself. */
const ALLOWED = [
	/^(package\.json|README\.md|LICENSE\.md)$/,
	/^dist\/credentials\/\w+\.credentials\.js$/,
	/^dist\/nodes\/\w+\/\w+\.node\.(js|json)$/,
	/^dist\/nodes\/\w+\/([\w-]+\/)*[\w-]+\.js$/,
	/^dist\/nodes\/\w+\/__schema__\/v[\d.]+\/\w+\/\w+\.json$/,
	/^dist\/icons\/[\w.]+\.svg$/,
];

/** Test code that was compiled by accident has an allowed form, so it is looked for by its name. */
const NOT_FOR_USERS = /(^|\/)(tests?|__tests__|sandbox|e2e|bench)\/|\.(test|spec)\./;

const REQUIRED = ['README.md', 'LICENSE.md'];

/** A path that n8n loads is `…/<class>.node.js` or `…/<class>.credentials.js`. */
const LOADED = /\.(node|credentials)\.js$/;

export const contentChecks: Check<UnpackedPackage>[] = [
	{
		name: 'the tarball holds only what the allow list names',
		run: ({ files }) => {
			const unexpected = files.filter(
				(file) =>
					NOT_FOR_USERS.test(file.path) || !ALLOWED.some((allowed) => allowed.test(file.path)),
			);
			const missing = REQUIRED.filter((name) => !files.some((file) => file.path === name));
			expectNone([
				...unexpected.map((file) => `${file.path} is not to be published`),
				...missing.map((name) => `${name} is missing`),
			]);
			return `${files.length} files`;
		},
	},
	{
		name: 'no file carries a source map',
		run: async ({ dir, files }) => {
			const scripts = files.filter((file) => file.path.endsWith('.js'));
			const texts = await Promise.all(
				scripts.map((file) => readFile(path.join(dir, file.path), 'utf8')),
			);
			expectNone(
				scripts
					.filter((_, index) => texts[index].includes('sourceMappingURL='))
					.map((file) => `${file.path} has a source map`),
			);
		},
	},
	{
		name: `unpacked it is at most ${MAX_BYTES / KILOBYTE} KB`,
		run: ({ files }) => {
			const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
			const figure = `${(bytes / KILOBYTE).toFixed(1)} KB`;
			if (bytes > MAX_BYTES) throw new Finding([`it is ${figure}`]);
			return figure;
		},
	},
	{
		name: 'every node and credential that package.json names is there, and no other',
		run: async ({ dir, manifest, files }) => {
			const named = loadedPaths(manifest);
			const present = files.map((file) => file.path).filter((file) => LOADED.test(file));
			expectNone([
				...(named.length === 0 ? ['package.json names no node'] : []),
				...named
					.filter((file) => !present.includes(file))
					.map((file) => `${file} is named and not there`),
				...present
					.filter((file) => !named.includes(file))
					.map((file) => `${file} is there and not named`),
				...(await withoutCodex(dir, manifest.n8n?.nodes ?? [])),
			]);
			return `${named.length} paths`;
		},
	},
];

/** Without its codex file a node is in no category of n8n's panel. */
async function withoutCodex(dir: string, nodes: string[]): Promise<string[]> {
	const findings: string[] = [];
	for (const file of nodes) {
		const codex = file.replace(/\.js$/, '.json');
		await access(path.join(dir, codex)).catch(() => findings.push(`${codex} is missing`));
	}
	return findings;
}
