/** Metrics of many accounts: one call for 200 of them, against one call for each. */
import type { Finding, Work } from '../support/finding.mts';
import { AMPLE, type Figures } from '../support/environment.mts';
import { median, number, seconds, spreadOf, withSpread } from '../support/statistics.mts';

const ACCOUNTS = 1_000;

export async function metrics({
	environment: { sandbox, bench },
	short,
	runs,
}: Work): Promise<Finding[]> {
	await sandbox.reset({ accounts: ACCOUNTS, rateLimit: AMPLE });
	const ids = (await sandbox.data('accounts')).map(({ id }) => String(id));
	const ours = await bench('metrics.creatoraudit');
	const perItem = await bench('metrics.http-request');
	const counted = async (run: () => Promise<Figures>): Promise<Figures & { requests: number }> => {
		await sandbox.clearRequests();
		const figures = await run();
		return { ...figures, requests: (await sandbox.summary()).total };
	};
	const our: Array<Awaited<ReturnType<typeof counted>>> = [];
	const their: typeof our = [];
	for (let run = 0; run < runs; run++) {
		our.push(await counted(() => ours.run({ ids })));
		if (!short || run === 0) their.push(await counted(() => perItem.run({ ids })));
	}
	const requests = [...new Set(our.map((figures) => figures.requests))];
	const delivered = Math.min(...our.map((figures) => figures.delivered));
	const times = (all: Figures[]) => all.map(({ wallMs }) => wallMs);
	const delays = (all: Figures[]) => all.map(({ delayMaxMs }) => delayMaxMs);
	return [
		{
			what: `Metrics of ${number(ACCOUNTS)} accounts: requests`,
			ours: `${requests.join(', ')} for ${number(delivered)} rows`,
			peers: {
				'HTTP Request, one call per item': number(median(their.map((figures) => figures.requests))),
			},
			goal: {
				text: 'exactly 5',
				met: requests.length === 1 && requests[0] === 5 && delivered === ACCOUNTS,
			},
			data: { requests, delivered, peerRequests: their.map((figures) => figures.requests) },
		},
		{
			what: `Metrics of ${number(ACCOUNTS)} accounts: time, longest block of n8n`,
			ours: `${withSpread(spreadOf(times(our)), ' ms')}, ${seconds(median(delays(our)))}`,
			peers: {
				'HTTP Request, one call per item': `${withSpread(spreadOf(times(their)), ' ms')}, ${seconds(median(delays(their)))}`,
			},
			data: { ours: our, httpRequest: their },
		},
	];
}
