/** The alerts of examples/ over 30 simulated days: Slack gets exactly the messages that the history demands. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ExampleEnvironment } from '../support/exampleEnvironment.mts';
import { readExample, stepOf } from '../support/examples.mts';
import { jsonOf } from '../support/execution.mts';
import { waitFor } from '../support/waitFor.mts';
import { pollEvery, type Workflow } from '../support/workflow.mts';

const DAYS = 30;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** What each account of the history is there for, in the order in which the API lists the accounts. */
const ROLES = ['grows', 'growsToo', 'silent', 'outlier', 'unreachable', 'late'] as const;
type Role = (typeof ROLES)[number];
const POSTS_PER_ACCOUNT = 6;
const USUAL_VIEWS = 1000;

interface Account {
	id: string;
	username: string;
	platform: string;
	last_scrape_time: string;
}
interface Post {
	id: number;
	account_id: string;
	account_username: string;
	platform: string;
	video_url: string;
}

/** Followers on the days on which they change; what crosses a milestone for the first time. */
const FOLLOWERS: Record<number, Partial<Record<Role, [number, crossed?: number]>>> = {
	1: { grows: [9000], growsToo: [999_000] },
	2: { grows: [9900], growsToo: [999_500] },
	3: { grows: [10_100, 10_000] },
	4: { grows: [9950] },
	5: { grows: [10_050] },
	8: { grows: [60_000, 50_000] },
	12: { grows: [49_000] },
	13: { grows: [51_000] },
	20: { grows: [101_000, 100_000], growsToo: [1_000_500, 1_000_000] },
};
/** n8n is killed on this day, between finding a milestone and the hour at which it may be told. */
const KILLED_ON = 20;
/** Slack refuses a message on this day. */
const SLACK_DOWN_ON = 8;

/** A workflow whose clock is ahead. */
function daysLater(workflow: Workflow, days: number): Workflow {
	const json = JSON.stringify(workflow).replaceAll('$now', `$now.plus({ days: ${days} })`);
	return JSON.parse(json) as Workflow;
}

export function alertTests(environmentOf: () => ExampleEnvironment): void {
	it('posts of creators are one message, and each is told once', async () => {
		const environment = environmentOf();
		const { sandbox, fakes } = environment;
		fakes.slack.messages.length = 0;
		await sandbox.reset({ accounts: 3, creators: 1, videos: 0 });
		const [one, two] = await environment.api<Account[]>('/accounts?limit=200');
		assert.ok(one && two);
		const example = await readExample('new-posts-to-slack');
		stepOf(example, 'When a creator posts').parameters.pollTimes = pollEvery(5);
		await environment.whileActive(example, async () => {
			await sandbox.publish({ accountId: one.id, count: 2 });
			await sandbox.publish({ accountId: two.id });
			await sandbox.refresh({ accountIds: [one.id, two.id] });
			const [message, ...more] = await environment.slackMessages();
			assert.deepEqual(more, []);
			const [heading, ...lines] = message?.text?.split('\n') ?? [];
			assert.equal(heading, '*New posts*');
			assert.deepEqual(
				lines.map((line) => /^:new: \*(.+)\* on .+ https:\S+$/.exec(line)?.[1]).sort(),
				[one.username, one.username, two.username].sort(),
			);
			await sandbox.refresh({ accountIds: [one.id] });
			await sandbox.publish({ accountId: two.id });
			await sandbox.refresh({ accountIds: [two.id] });
			const [next] = await environment.slackMessages();
			assert.equal(next?.text?.split('\n').length, 2, 'the one new post and no other');
		});
	});

	it('alerts of 30 days are exactly those that the history demands', async () => {
		const environment = environmentOf();
		const { sandbox, rest, fakes } = environment;
		const { slack } = fakes;
		slack.messages.length = 0;
		await sandbox.reset({
			accounts: ROLES.length,
			creators: 1,
			videos: 0,
			accountVideosPerAccount: POSTS_PER_ACCOUNT,
			scrapeSpreadSeconds: 60,
			rateLimit: null,
		});
		const startMs = Date.now();
		const accounts = await environment.api<Account[]>('/accounts?limit=200');
		const posts = await environment.api<Post[]>('/account-videos?limit=200');
		assert.equal(accounts.length, ROLES.length);
		assert.equal(posts.length, ROLES.length * POSTS_PER_ACCOUNT);
		const account = (role: Role) => accounts[ROLES.indexOf(role)] as Account;
		const postsOf = (role: Role) =>
			[...posts.keys()].filter((at) => posts[at]?.account_id === account(role).id);
		const at = (days: number) => new Date(startMs + days * DAY_MS).toISOString();

		// They are refreshed only on the days on which their followers change.
		for (const role of ['grows', 'growsToo'] as const)
			await environment.api(
				`/accounts/${account(role).id}`,
				{ scrape_interval_hours: 720 },
				'PATCH',
			);

		const milestones = await readExample('milestone-alert-to-slack');
		stepOf(milestones, 'When an account was refreshed').parameters.pollTimes = pollEvery(2);
		const [silence, outliers, unreachable] = await Promise.all(
			['silent-accounts', 'outlier-posts', 'unreachable-accounts'].map((name) =>
				readExample(`${name}-to-slack`),
			),
		);
		assert.ok(silence && outliers && unreachable);

		/** Messages since the last call. */
		const told = () => slack.messages.splice(0).map(({ text }) => text);

		/** Waits until the accounts that the workflow's newest runs began with are as they should. */
		async function untilSeen(
			workflowId: string,
			areSeen: (accounts: ReturnType<typeof jsonOf>) => boolean,
		): Promise<void> {
			await waitFor(
				'the runs that see the refreshes',
				async () => {
					const newest = (await rest.executions(workflowId)).slice(0, 6);
					const ended = newest.filter(
						({ mode, status }) => mode === 'trigger' && status === 'success',
					);
					const runs = await Promise.all(ended.map((run) => rest.execution(run.id)));
					return areSeen(runs.flatMap(({ data }) => jsonOf(data, 'When an account was refreshed')));
				},
				{ intervalMs: 100 },
			);
		}

		/** Refreshes an account with so many followers, and waits until the workflow has seen it. */
		async function refresh(workflowId: string, id: string, followers: number): Promise<void> {
			await sandbox.fault({
				match: { path: '^/accounts$' },
				times: null,
				fault: { patch: { data: { '*': { follower_count: followers } } } },
			});
			await sandbox.refresh({ accountIds: [id] });
			await untilSeen(workflowId, (seen) =>
				seen.some((one) => one.id === id && one.follower_count === followers),
			);
			await sandbox.clearFaults();
		}

		/** Waits until the workflow has seen the newest refresh of each of these accounts. */
		async function untilAllSeen(workflowId: string, ids: string[]): Promise<void> {
			const listed = await environment.api<Account[]>('/accounts?limit=200');
			const wanted = listed.filter(({ id }) => ids.includes(id));
			await untilSeen(workflowId, (seen) =>
				wanted.every(({ id, last_scrape_time: time }) =>
					seen.some((one) => one.id === id && one.last_scrape_time === time),
				),
			);
		}

		/** The lists of a day, as the API gives them that day. */
		async function setLists(day: number): Promise<void> {
			const newest = (role: Role): string => {
				if (role !== 'silent') return at(day - 1);
				return day < 12 ? at(-5) : new Date(startMs + 12 * DAY_MS - HOUR_MS).toISOString();
			};
			const patch: Record<number, object> = Object.fromEntries(
				[...posts.keys()].map((index) => [
					index,
					{ create_time: at(-60), view_count: USUAL_VIEWS },
				]),
			);
			for (const role of ROLES) {
				const [first] = postsOf(role);
				patch[first as number] = { create_time: newest(role), view_count: USUAL_VIEWS };
			}
			const [, outlier, almost] = postsOf('outlier') as [number, number, number];
			const [, another] = postsOf('late') as [number, number];
			const [, old] = postsOf('silent') as [number, number];
			patch[old] = { create_time: at(-60), view_count: 9000 };
			if (day >= 6) {
				patch[outlier] = { create_time: at(5), view_count: day === 6 ? 3500 : 5000 };
				patch[almost] = { create_time: at(5), view_count: 1300 };
				patch[another] = { create_time: at(5), view_count: 9000 };
			}
			await sandbox.fault({
				match: { path: '^/account-videos$' },
				times: null,
				fault: { patch: { data: patch } },
			});
			if (day >= 8 && day < 18) {
				await sandbox.fault({
					match: { path: '^/accounts$' },
					times: null,
					fault: { patch: { data: { [ROLES.indexOf('unreachable')]: { is_unavailable: true } } } },
				});
			}
		}

		const name = (role: Role) => `*${account(role).username}* on ${account(role).platform}`;
		const dateOf = (ms: number) =>
			new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }).format(
				ms,
			);
		const weekOf = (ms: number) => Math.floor((ms / DAY_MS + 3) / 7);

		/** How the lines of the daily messages begin, by their headings. */
		function expectedOn(day: number): Record<string, string[]> {
			const silentSince = dateOf(day < 12 ? startMs - 5 * DAY_MS : startMs + 12 * DAY_MS - HOUR_MS);
			const outlierLine = (role: Role, views: string) =>
				`:fire: ${name(role)}: ${views} times the usual ${posts[postsOf(role)[1] as number]?.video_url}`;
			const nowMs = Date.now() + day * DAY_MS;
			const isNewWeek = weekOf(nowMs) !== weekOf(nowMs - DAY_MS);
			const gone = day === 8 || (day > 8 && day < 18 && isNewWeek);
			const late = day === 13 || day === 17;
			return {
				'Silent accounts': [2, 9, 19, 26].includes(day)
					? [`:zzz: ${name('silent')}: no post since ${silentSince}`]
					: [],
				'Posts that stand out':
					day === 6
						? [outlierLine('outlier', '3,500 views, 3.3'), outlierLine('late', '9,000 views, 9.0')]
						: [],
				'Accounts without fresh numbers': [
					...(gone ? [`:warning: ${name('unreachable')}: CreatorAudit cannot reach it`] : []),
					...(late
						? [`:warning: ${name('late')}: not refreshed since ${dateOf(startMs + 10 * DAY_MS)}`]
						: []),
				],
			};
		}

		await environment.whileActive(milestones, async (id) => {
			for (let day = 1; day <= DAYS; day++) {
				await sandbox.clock(day * DAY_MS);

				const changes = FOLLOWERS[day] ?? {};
				const lines: string[] = [];
				for (const [role, [followers, crossed]] of Object.entries(changes)) {
					await refresh(id, account(role as 'grows').id, followers);
					if (crossed !== undefined) {
						lines.push(
							`:tada: ${name(role as 'grows')} has crossed ${crossed.toLocaleString('en-US')} followers (now ${followers.toLocaleString('en-US')}).`,
						);
					}
				}
				const refreshed = ROLES.filter(
					(role) =>
						role !== 'grows' && role !== 'growsToo' && !(role === 'late' && day > 10 && day < 21),
				);
				await sandbox.refresh({ accountIds: refreshed.map((role) => account(role).id) });
				// Tomorrow's followers are shown for all accounts: these have to be seen with their own before.
				if (FOLLOWERS[day + 1])
					await untilAllSeen(
						id,
						refreshed.map((role) => account(role).id),
					);
				assert.deepEqual(told(), [], `day ${day}: nothing is told at once`);
				if (day === KILLED_ON) await environment.restart({ kill: true });
				const tell = () => rest.runManually(id, 'Every hour from 8 to 20');
				if (day === SLACK_DOWN_ON) {
					slack.refusals = 1;
					assert.equal((await tell()).status, 'error');
				}
				for (const _hour of lines.length > 0 ? [8, 9] : [8])
					assert.equal((await tell()).status, 'success');
				assert.deepEqual(
					told(),
					lines.length === 0 ? [] : [['*New milestones*', ...lines].join('\n')],
					`day ${day}: milestones`,
				);

				await setLists(day);
				await Promise.all(
					[silence, outliers, unreachable].map((alert) => environment.run(daysLater(alert, day))),
				);
				const texts = told();
				const messages = Object.entries(expectedOn(day)).filter(([, lines]) => lines.length > 0);
				assert.equal(texts.length, messages.length, `day ${day}: ${texts.join('\n')}`);
				for (const [heading, lines] of messages) {
					const [, ...found] =
						texts.find((text) => text?.startsWith(`*${heading}*\n`))?.split('\n') ?? [];
					assert.equal(found.length, lines.length, `day ${day}: ${heading}: ${found.join('\n')}`);
					for (const [n, line] of lines.entries()) assert.ok(found[n]?.startsWith(line), found[n]);
				}
				await sandbox.clearFaults();
			}
		});
		await sandbox.clock(0);
	});
}
