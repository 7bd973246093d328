/** Committed files must not reveal the machine they were made on. */
import path from 'node:path';
import { expectNone, type Check } from './check.mts';
import { readText, type ProjectTree } from './projectTree.mts';

/**
 * A folder of somebody's machine, at the start of a path. Paths inside containers are not: n8n's image keeps its
 * data under /home/node.
 */
const MACHINE_PATH =
	/(?<![\w.~*-])(?:\/(?:root|tmp|work|workspace|farm|Users\/\w+|home\/(?!node\b)\w+)\/|[A-Z]:\\Users\\)/;

/** An address of a package registry that everybody reaches is no trace. */
const PUBLIC_REGISTRIES = ['registry.npmjs.org', 'www.npmjs.com', 'npmjs.com', 'docs.npmjs.com'];
const REGISTRY =
	/\bhttps?:\/\/([\w.-]*(?:registry|npm|artifactory|nexus|verdaccio|jfrog)[\w.-]*)/gi;

const BINARY = /\.(png|jpe?g|gif|ico|woff2?|xlsx|zip|tgz)$/i;

export const traceChecks: Check<ProjectTree>[] = [
	traceCheck(
		'no file names a folder of the machine it was made on',
		(line) => MACHINE_PATH.exec(line)?.[0],
	),
	traceCheck('no file names a private package registry', (line) =>
		[...line.matchAll(REGISTRY)]
			.map(([, host]) => host)
			.find((host) => !PUBLIC_REGISTRIES.includes(host.toLowerCase())),
	),
];

/** @param trace what a line gives away, if anything */
function traceCheck(name: string, trace: (line: string) => string | undefined): Check<ProjectTree> {
	return {
		name,
		run: async (project) => {
			const texts = project.files.filter(
				(file) => !BINARY.test(file) && path.basename(file) !== 'package-lock.json',
			);
			const findings: string[] = [];
			for (const file of texts) {
				// A file that was deleted and not committed yet tells nothing.
				const lines = (await readText(project, file).catch(() => '')).split('\n');
				lines.forEach((line, index) => {
					const found = trace(line);
					if (found) findings.push(`${file}:${index + 1} ${found}`);
				});
			}
			expectNone(findings);
			return `${texts.length} files`;
		},
	};
}
