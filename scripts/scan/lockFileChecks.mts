/** The lock files: what npm may install, whatever registry it asks. */
import { expectNone, type Check } from './check.mts';
import { readText, type ProjectTree } from './projectTree.mts';

interface LockFile {
	lockfileVersion?: number;
	packages?: Record<string, LockedPackage>;
}

interface LockedPackage {
	version?: string;
	resolved?: string;
	integrity?: string;
	/** Arrives inside another package's tarball and is covered by that one's hash. */
	inBundle?: boolean;
	/** A folder of the project itself. */
	link?: boolean;
}

const LOCK_FILE = /(^|\/)package-lock\.json$/;
const VERSION = /^\d+\.\d+\.\d+/;

export const lockFileChecks: Check<ProjectTree>[] = [
	lockFileCheck(
		'lock files name no address',
		({ resolved }) => resolved && `is fetched from ${new URL(resolved).host}`,
	),
	lockFileCheck(
		'every locked package has a version of the registry and its SHA-512',
		({ version, integrity }) => {
			if (!VERSION.test(version ?? '')) return `has no version of the registry (${version})`;
			return integrity?.startsWith('sha512-')
				? undefined
				: `has no SHA-512 (${integrity ?? 'no integrity'})`;
		},
	),
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

/** @param judge says what is wrong with a locked package, as the end of a sentence */
function lockFileCheck(
	name: string,
	judge: (locked: LockedPackage) => string | undefined,
): Check<ProjectTree> {
	return {
		name,
		run: async (project) => {
			const locks = project.files.filter((file) => LOCK_FILE.test(file));
			const findings = locks.length > 0 ? [] : ['there is no lock file'];
			let packages = 0;
			for (const file of locks) {
				const { lockfileVersion, packages: locked = {} } = JSON.parse(
					await readText(project, file),
				) as LockFile;
				if (lockfileVersion !== 3) findings.push(`${file} is of version ${lockfileVersion}, not 3`);
				for (const [where, entry] of Object.entries(locked)) {
					if (where === '' || entry.link || entry.inBundle) continue;
					packages += 1;
					const finding = judge(entry);
					if (finding) findings.push(`${file}: ${where} ${finding}`);
				}
			}
			expectNone(findings);
			return `${packages} packages in ${locks.length} files`;
		},
	};
}
