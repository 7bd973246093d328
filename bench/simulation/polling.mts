/** What a trigger on very many accounts asks for in an hour: arithmetic over the rules of nodes/CreatorAudit/trigger. */

export interface Watching {
	accounts: number;
	/** Between two refreshes of an account (contract/NOTES.md#freshness: 24 is the default). */
	refreshHours: number;
	intervalMinutes: number;
	/** The trigger's default is 10. */
	overlapMinutes: number;
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
 * Refreshes come evenly. A poll reads newest first down to the horizon, which lies one overlap before the newest refresh of the poll before:
 * so it reads what came since then, and the overlap once more.
 */
export function pollingCost({
	accounts,
	refreshHours,
	intervalMinutes,
	overlapMinutes,
}: Watching): PollingCost {
	const perMinute = accounts / (refreshHours * 60);
	const refreshesPerPoll = perMinute * intervalMinutes;
	const pollsPerHour = 60 / intervalMinutes;
	const requestsPerPoll = Math.floor((perMinute * (intervalMinutes + overlapMinutes)) / PAGE) + 1;
	return {
		refreshesPerPoll: Math.round(refreshesPerPoll),
		requestsPerPoll,
		requestsPerHour: Math.round(requestsPerPoll * pollsPerHour),
		metricsRequestsPerHour: Math.round(Math.ceil(refreshesPerPoll / BATCH) * pollsPerHour),
	};
}
