/** Requests per hour of a trigger on very many accounts, calculated from the rules of nodes/CreatorAudit/trigger. */

export interface Watching {
	accounts: number;
	/** Between two refreshes of an account (contract/NOTES.md#freshness: 24 is the default). */
	refreshHours: number;
	intervalMinutes: number;
	/** The trigger's default is 10. */
	lookbackMinutes: number;
}

export interface PollingCost {
	refreshesPerPoll: number;
	requestsPerPoll: number;
	requestsPerHour: number;
	/** More, when each event is to carry its metrics. */
	metricsRequestsPerHour: number;
}

const PAGE = 200;
const BATCH = 200;

/**
 * Assumes that refreshes are spread evenly. A poll reads newest first down to the watermark, which is one look-back before the newest
 * refresh of the previous poll: so it reads everything since then, and the look-back again.
 */
export function pollingCost({
	accounts,
	refreshHours,
	intervalMinutes,
	lookbackMinutes,
}: Watching): PollingCost {
	const perMinute = accounts / (refreshHours * 60);
	const refreshesPerPoll = perMinute * intervalMinutes;
	const pollsPerHour = 60 / intervalMinutes;
	const requestsPerPoll = Math.floor((perMinute * (intervalMinutes + lookbackMinutes)) / PAGE) + 1;
	return {
		refreshesPerPoll: Math.round(refreshesPerPoll),
		requestsPerPoll,
		requestsPerHour: Math.round(requestsPerPoll * pollsPerHour),
		metricsRequestsPerHour: Math.round(Math.ceil(refreshesPerPoll / BATCH) * pollsPerHour),
	};
}
