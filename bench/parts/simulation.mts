/**
 * What one machine cannot show: 1,000,000 accounts, 50 workers, one API key. The limiter is the package's own, time and server are simulated.
 * The vendor publishes no rate limit; the sample of its page is taken (contract/NOTES.md#rate-limits).
 */
import { pollingCost } from '../simulation/polling.mts';
import { simulateFleet } from '../simulation/fleet.mts';
import { loadLimiter } from '../simulation/workers.mts';
import type { Finding, Work } from '../support/finding.mts';
import { number, seconds } from '../support/statistics.mts';

const ACCOUNTS = 1_000_000;
const WORKERS = 50;
const QUOTA = { limit: 600, windowSeconds: 60 };
const PER_HOUR = (QUOTA.limit * 3_600) / QUOTA.windowSeconds;
const INTERVALS_MINUTES = [1, 5, 15, 30, 60];
/** Share of the quota that a trigger may use, so that the rest is there for everything else. */
const FITTING_SHARE = 0.02;
const BATCH = 200;

export async function simulation({ environment, short }: Work): Promise<Finding[]> {
	const polling = INTERVALS_MINUTES.map((intervalMinutes) => ({
		intervalMinutes,
		...pollingCost({ accounts: ACCOUNTS, refreshHours: 24, intervalMinutes, lookbackMinutes: 10 }),
	}));
	const fitting = polling.find(
		({ requestsPerHour }) => requestsPerHour / PER_HOUR <= FITTING_SHARE,
	);
	const Limiter = await loadLimiter(environment.packageDir, environment.n8nDir);
	const calls = (short ? ACCOUNTS / 5 : ACCOUNTS) / BATCH;
	const { windows, endedMs } = await simulateFleet(Limiter, {
		processes: WORKERS,
		calls: calls / WORKERS,
		...QUOTA,
		windows: Math.ceil(calls / QUOTA.limit) + 5,
	});
	const fleet = {
		tookMs: Math.max(...endedMs),
		minimumMs: (Math.ceil(calls / QUOTA.limit) - 1) * QUOTA.windowSeconds * 1_000,
		refusals: windows.reduce((sum, { refused }) => sum + refused, 0),
		windows: windows.filter(({ served }) => served > 0).length,
	};
	const share = (perHour: number) => `${number((100 * perHour) / PER_HOUR)} %`;
	return [
		{
			what: `Simulated: watching ${number(ACCOUNTS)} accounts that are refreshed daily, ${QUOTA.limit} requests a minute`,
			ours: polling
				.map(
					(one) =>
						`every ${one.intervalMinutes} min ${number(one.requestsPerHour)} requests an hour (${share(one.requestsPerHour)} of the quota)`,
				)
				.join(', '),
			peers: { 'reading the list each time': `${number(ACCOUNTS / BATCH)} requests a poll` },
			data: { quota: QUOTA, polling, fittingIntervalMinutes: fitting?.intervalMinutes },
		},
		{
			what: `Simulated: metrics of ${number(calls * BATCH)} accounts, ${WORKERS} workers with one key`,
			ours: `${number(calls)} requests in ${seconds(fleet.tookMs)}, the quota's minimum is ${seconds(fleet.minimumMs)}; ${number(fleet.refusals)} refusals in ${fleet.windows} windows`,
			peers: {
				'one call per account': `${number(calls * BATCH)} requests, at least ${number((calls * BATCH) / PER_HOUR)} hours`,
			},
			data: { fleet },
		},
	];
}
