/** The workflows on GitHub: nobody else's code but by its hash, and no more rights than a job needs. */
import { parse } from 'yaml';
import { expectNone, type Check } from './check.mts';
import { readText, type ProjectTree } from './projectTree.mts';

interface Workflow {
	on: string | string[] | Record<string, unknown>;
	permissions?: Permissions;
	jobs?: Record<string, { permissions?: Permissions; environment?: string | { name: string } }>;
}

type Permissions = string | Record<string, string>;

const WORKFLOW = /^\.github\/(workflows|actions)\/.+\.ya?ml$/;
/** A line as `uses: owner/name/path@<40 hex digits> # v1.2.3`; actions of this repository start with a dot. */
const USES = /^\s*(?:-\s+)?uses:\s*(\S+)(.*)$/gm;
const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;
const VERSION_COMMENT = /^\s+# v\d+(\.\d+)*\s*$/;
const SECRET = /\bsecrets\.(?!GITHUB_TOKEN\b)\w+/g;

export const workflowChecks: Check<ProjectTree>[] = [
	workflowCheck('actions are pinned by commit, with their version beside it', (text) =>
		[...text.matchAll(USES)].flatMap(([, action, rest]) => {
			if (action.startsWith('./')) return [];
			if (!PINNED.test(action)) return [`${action} is not pinned by a full commit`];
			return VERSION_COMMENT.test(rest) ? [] : [`${action} lacks the comment with its version`];
		}),
	),
	workflowCheck(
		'workflows start without rights, and only publishing may ask for an identity',
		(text) => {
			const { on, permissions, jobs = {} } = parse(text) as Workflow;
			const granted = Object.entries(jobs).flatMap(([job, { permissions: asked, environment }]) =>
				writesOf(asked)
					.filter((right) => right !== 'id-token' || !environment)
					.filter((right) => right !== 'issues' || !isOurs(on))
					.map((right) => `job ${job} may write ${right}`),
			);
			return [
				...(permissions === undefined ? ['permissions are not stated'] : []),
				...writesOf(permissions).map((right) => `every job may write ${right}`),
				...granted,
			];
		},
	),
	workflowCheck('workflows use no stored secret', (text) =>
		[...text.matchAll(SECRET)].map(([name]) => `${name} is used`),
	),
];

/** Whether a workflow runs by the clock or by a maintainer's hand only: then a job may write issues. */
function isOurs(on: Workflow['on']): boolean {
	const events = typeof on === 'object' && !Array.isArray(on) ? Object.keys(on) : [on].flat();
	return events.every((event) => event === 'schedule' || event === 'workflow_dispatch');
}

function writesOf(permissions: Permissions = {}): string[] {
	if (typeof permissions === 'string') return permissions === 'write-all' ? ['everything'] : [];
	return Object.entries(permissions)
		.filter(([, level]) => level === 'write')
		.map(([right]) => right);
}

/** @param judge findings in one workflow's text */
function workflowCheck(name: string, judge: (text: string) => string[]): Check<ProjectTree> {
	return {
		name,
		run: async (project) => {
			const workflows = project.files.filter((file) => WORKFLOW.test(file));
			const findings = workflows.length > 0 ? [] : ['there is no workflow'];
			for (const file of workflows) {
				findings.push(
					...judge(await readText(project, file)).map((finding) => `${file}: ${finding}`),
				);
			}
			expectNone(findings);
			return `${workflows.length} workflows`;
		},
	};
}
