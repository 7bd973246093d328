/** The lock files: what npm may install, whatever registry it asks. */
import { expectNone, type Check } from './check.mts';
import { lintLockfile } from './lockfileLint.mjs';
import { readText, type ProjectTree } from './projectTree.mts';

interface LockFile {
	lockfileVersion?: number;
	packages?: Record<string, LockedPackage>;
}

interface LockedPackage {
	version?: string;
	integrity?: string;
	/** Arrives inside another package's tarball and is covered by that one's hash. */
	inBundle?: boolean;
	/** A folder of the project itself. */
	link?: boolean;
}

const LOCK_FILE = /(^|\/)package-lock\.json$/;
const VERSION = /^\d+\.\d+\.\d+/;

export const lockFileChecks: Check<ProjectTree>[] = [
	lockFileCheck('lock files name no address', (text) => lintLockfile(text).hosts),
	lockFileCheck('every locked package has a version of the registry and its SHA-512', (text) => [
		...lintLockfile(text).integrity,
		...unverifiable(JSON.parse(text) as LockFile),
	]),
	{
		name: 'every package.json with dependencies has a lock file beside it',
		run: async (project) => {
			const manifests = project.files.filter((file) => /(^|\/)package\.json$/.test(file));
			const findings: string[] = [];
			for (const file of manifests) {
				const manifest = JSON.parse(await readText(project, file)) as Record<
					string,
					object | undefined
				>;
				const wants = ['dependencies', 'devDependencies', 'optionalDependencies'].some(
					(field) => Object.keys(manifest[field] ?? {}).length > 0,
				);
				const lock = file.replace(/package\.json$/, 'package-lock.json');
				if (wants && !project.files.includes(lock)) findings.push(`${lock} is missing`);
			}
			expectNone(findings);
			return `${manifests.length} of them`;
		},
	},
];

/** What lockfile-lint does not check: the version of the file, missing hashes, versions that are no releases. */
function unverifiable({ lockfileVersion, packages = {} }: LockFile): string[] {
	const fetched = Object.entries(packages).filter(
		([where, { link, inBundle }]) => where !== '' && !link && !inBundle,
	);
	return [
		...(lockfileVersion === 3 ? [] : [`lockfileVersion is ${lockfileVersion}, not 3`]),
		...fetched
			.filter(([, { integrity }]) => !integrity)
			.map(([where]) => `${where} has no integrity`),
		...fetched
			.filter(([, { version }]) => !VERSION.test(version ?? ''))
			.map(([where, { version }]) => `${where} has no version of the registry (${version})`),
	];
}

/** @param findingsIn finds problems in the text of one lock file */
function lockFileCheck(name: string, findingsIn: (text: string) => string[]): Check<ProjectTree> {
	return {
		name,
		run: async (project) => {
			const locks = project.files.filter((file) => LOCK_FILE.test(file));
			const findings = locks.length > 0 ? [] : ['there is no lock file'];
			for (const file of locks) {
				const text = await readText(project, file);
				findings.push(...findingsIn(text).map((finding) => `${file}: ${finding}`));
			}
			expectNone(findings);
			return `${locks.length} files`;
		},
	};
}
