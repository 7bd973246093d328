/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';

import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';

interface Job {
	environment?: string;
	needs?: string | string[];
	permissions?: Record<string, string>;
	strategy?: { matrix: object };
	'timeout-minutes'?: number;
	steps: { uses?: string; run?: string; env?: object; with?: Record<string, unknown> }[];
}

interface Workflow {
	on: { push?: { tags?: string[]; branches?: string[] } };
	jobs: Record<string, Job>;
}

async function workflow(name: string): Promise<Workflow> {
	return parse(
		await readFile(path.join(PROJECT_ROOT, '.github/workflows', name), 'utf8'),
	) as Workflow;
}

const commandsOf = (job: Job) => job.steps.flatMap(({ run }) => run ?? []);
const stepOf = (job: Job, action: string) =>
	job.steps.find(({ uses }) => uses?.startsWith(`${action}@`));

describe('the CI workflow', () => {
	it('runs the script that contributors run, from the oldest Node that they may have', async () => {
		const { all } = (await workflow('ci.yml')).jobs;
		expect(commandsOf(all)).toEqual(['bash .ci/run']);
		expect(stepOf(all, 'actions/setup-node')?.with?.['node-version']).toBe(20);
	});

	it('keeps the large installs by their lock files', async () => {
		const { all } = (await workflow('ci.yml')).jobs;
		const { path: folder, key } = stepOf(all, 'actions/cache')?.with ?? {};
		expect(folder).toBe('~/.cache/n8n-nodes-creatoraudit');
		expect(key).toContain("hashFiles('tools/*/package-lock.json', 'e2e/*/package-lock.json')");
	});
});

describe('the publishing workflow', () => {
	it('starts with the tag of a release', async () => {
		expect((await workflow('publish.yml')).on).toEqual({
			push: { tags: ['v[0-9]+.[0-9]+.[0-9]+'] },
		});
	});

	it('tests and scans before it publishes', async () => {
		const { pack, publish } = (await workflow('publish.yml')).jobs;
		expect(commandsOf(pack)).toEqual(expect.arrayContaining(['npm test', 'npm run scan']));
		expect(publish.needs).toBe('pack');
	});

	it('publishes what a fresh machine has built, and another one again, byte for byte', async () => {
		const { build, pack } = (await workflow('publish.yml')).jobs;
		expect(commandsOf(build).slice(-3)).toEqual([
			'npm ci --ignore-scripts',
			'npm run build',
			'npm pack --ignore-scripts',
		]);
		expect(stepOf(build, 'actions/upload-artifact')?.with?.path).toBe('*.tgz');
		expect(pack.needs).toBe('build');
		expect(commandsOf(pack)).toContain('npm run release:check -- packed/*.tgz');
		expect(stepOf(pack, 'actions/upload-artifact')).toBeUndefined();
	});

	it('publishes with provenance, by an identity and not by a token', async () => {
		const { pack, publish } = (await workflow('publish.yml')).jobs;
		expect(commandsOf(publish).at(-1)).toBe('npm publish ./*.tgz --access public --provenance');
		expect(publish.permissions).toEqual({ 'id-token': 'write' });
		expect(publish.environment).toBe('npm');
		expect([...pack.steps, ...publish.steps].filter(({ env }) => env)).toEqual([]);
	});

	it('runs nothing of the project where the identity is', async () => {
		const { publish } = (await workflow('publish.yml')).jobs;
		expect(stepOf(publish, 'actions/checkout')).toBeUndefined();
		expect(
			commandsOf(publish).every(
				(command) => command.startsWith('npm --version') || command.startsWith('npm publish'),
			),
		).toBe(true);
	});
});

describe('the workflow that looks for changes of the API', () => {
	it('runs by the clock, compares without rights, and writes issues without the project', async () => {
		const { on, jobs } = await workflow('contract-drift.yml');
		expect(Object.keys(on).sort()).toEqual(['schedule', 'workflow_dispatch']);
		const { compare, report } = jobs;
		expect(compare.permissions).toEqual({ contents: 'read' });
		expect(commandsOf(compare).join()).toContain('npm run --silent drift -- https://');
		expect(report.needs).toBe('compare');
		expect(report.permissions).toEqual({ issues: 'write' });
		expect(stepOf(report, 'actions/checkout')).toBeUndefined();
		expect(commandsOf(report).join()).toContain('gh issue create');
		// What the vendor wrote is no part of a command.
		expect(commandsOf(report).join()).not.toContain('${{');
	});
});

describe('the workflow that looks for changes of n8n', () => {
	it('runs weekly in the newest versions without rights, and writes issues without the project', async () => {
		const { on, jobs } = await workflow('newest-n8n.yml');
		expect(Object.keys(on).sort()).toEqual(['schedule', 'workflow_dispatch']);
		const { test, rehearsal, report } = jobs;
		expect(test.strategy?.matrix).toEqual({ channel: ['latest', 'beta'] });
		expect(commandsOf(test).join()).toContain('npm run --silent newest -- "$CHANNEL"');
		expect(commandsOf(rehearsal).join()).toContain('npm run release:rehearse');
		expect([test.permissions, rehearsal.permissions]).toEqual([
			{ contents: 'read' },
			{ contents: 'read' },
		]);
		expect(report.needs).toEqual(['test', 'rehearsal']);
		expect(report.permissions).toEqual({ issues: 'write' });
		expect(stepOf(report, 'actions/checkout')).toBeUndefined();
		expect(commandsOf(report).join()).toContain('gh issue create');
		// What a test has printed is no part of a command.
		expect(commandsOf(report).join()).not.toContain('${{');
	});
});

it('no job can hang for hours', async () => {
	const names = await readdir(path.join(PROJECT_ROOT, '.github/workflows'));
	const found = await Promise.all(names.map(workflow));
	const jobs = found.flatMap((one) => Object.values(one.jobs));
	expect(jobs.filter((job) => !(Number(job['timeout-minutes']) <= 120))).toEqual([]);
});
