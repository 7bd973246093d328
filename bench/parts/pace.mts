/** Single calls against a rate limit: how close to the quota's own minimum, and what is lost. */
import type { Finding, Work } from '../support/finding.mts';
import type { Bench, Figures } from '../support/room.mts';
import { median, number, ratios, seconds, spreadOf, withSpread } from '../support/statistics.mts';

const ITEMS = 1_000;
/** A real plan has longer windows; the arithmetic is the same, and the run is short. */
const RATE = { limit: 60, windowSeconds: 2 };
const WINDOWS = Math.ceil(ITEMS / RATE.limit);
const SLACK = 1.05;

/**
 * The least time that the quota allows: the last items may go when the last window that is needed begins.
 * Windows begin at multiples of their length on the server's clock, which is this machine's.
 * @param startedAt ms since 1970
 */
function quotaMinimumMs(startedAt: number): number {
	const windowMs = RATE.windowSeconds * 1_000;
	return Math.floor(startedAt / windowMs) * windowMs + (WINDOWS - 1) * windowMs - startedAt;
}

interface Paced extends Figures {
	minimumMs: number;
	refusals: number;
}

/** Runs start together, each with a key and so with a quota of its own. */
async function paced({ room: { sandbox } }: Work, benches: Bench[], ids: string[]): Promise<Paced[]> {
	await sandbox.clearRequests();
	const figures = await Promise.all(benches.map(async (one) => await one.run({ ids })));
	const refused = (await sandbox.requests()).filter(({ status }) => status === 429);
	return figures.map((one, at) => ({
		...one,
		minimumMs: quotaMinimumMs(one.startedAt),
		refusals: refused.filter(({ key }) => key === benches[at]!.key).length,
	}));
}

export async function pace(work: Work): Promise<Finding[]> {
	const { room, runs } = work;
	await room.sandbox.reset({ accounts: ITEMS, rateLimit: RATE });
	const ids = (await room.sandbox.data('accounts')).map(({ id }) => String(id));
	const copies = async (file: string, count: number) => await Promise.all(Array.from({ length: count }, () => room.bench(file)));
	const ours = await paced(work, await copies('get-each.creatoraudit', runs), ids);
	// Each peer alone: a thousand requests at once disturb others.
	const [tuned] = await paced(work, await copies('get-each.http-request-batched', 1), ids);
	const [usual] = await paced(work, await copies('get-each.http-request', 1), ids);
	const walls = (all: Paced[]) => all.map(({ wallMs }) => wallMs);
	const ratio = ratios(
		walls(ours),
		ours.map(({ minimumMs }) => minimumMs),
	);
	const delivered = Math.min(...ours.map((one) => one.delivered));
	const refusals = Math.max(...ours.map((one) => one.refusals));
	const lost = ({ delivered: arrived, wallMs, refusals: refused }: Paced) =>
		`${number(ITEMS - arrived)} lost, ${number(refused)} refusals, ${seconds(wallMs)}`;
	const what = `${number(ITEMS)} single gets, ${RATE.limit} requests per ${RATE.windowSeconds} s`;
	const data = { rate: RATE, ours, httpRequestTuned: tuned, httpRequest: usual };
	return [
		{
			what: `${what}: time over the quota's own minimum`,
			ours: `${withSpread(ratio)} of ${seconds(median(ours.map(({ minimumMs }) => minimumMs)))}`,
			peers: {
				'HTTP Request, batches set to the quota by hand': `${number(tuned!.wallMs / tuned!.minimumMs)}`,
				'HTTP Request, Retry On Fail': `${number(usual!.wallMs / usual!.minimumMs)}, ends with a loss`,
			},
			goal: { text: `<= ${SLACK}`, met: ratio.median <= SLACK },
			data: { ratio, ...data },
		},
		{
			what: `${what}: lost, refused`,
			ours: `${number(ITEMS - delivered)} lost, ${withSpread(spreadOf(ours.map((one) => one.refusals)))} refusals`,
			peers: { 'HTTP Request, batches set to the quota by hand': lost(tuned!), 'HTTP Request, Retry On Fail': lost(usual!) },
			goal: { text: `none lost, <= ${WINDOWS} refusals (1 per window)`, met: delivered === ITEMS && refusals <= WINDOWS },
			data: { delivered, refusals },
		},
	];
}
