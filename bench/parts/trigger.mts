/** The trigger: cost of a quiet poll, size of the stored state, and a burst of refreshes. */
import { waitFor } from '../../e2e/support/waitFor.mts';
import type { Finding, Work } from '../support/finding.mts';
import { headerBytes } from '../support/headerBytes.mts';
import { watch, type Poll, type Watched } from '../support/polls.mts';
import { AMPLE, type Environment } from '../support/environment.mts';
import { bytes, number, spreadOf, withSpread } from '../support/statistics.mts';

const WATCHED = 20_000;
const VIDEO_PAGES = 100;
const LARGEST_SHARE = 0.02;
const BURST = 5_000;
/** The trigger's default look-back (the editor calls it overlap). */
const LOOKBACK_S = 600;
/** Size of the stored state per refresh inside the look-back. */
const BYTES_PER_EVENT = 64;
const BYTES_BESIDES = 1_024;
/** Accounts refreshed inside the look-back, for any number of tracked accounts. */
const RECENT = 100;

const statuses = (polls: Poll[]) =>
	[...new Set(polls.flatMap(({ byStatus }) => Object.keys(byStatus)))].join(', ');
const most = (polls: Poll[], of: 'requests' | 'bytes') =>
	Math.max(...polls.map((poll) => poll[of]));

/** Seeds accounts of which RECENT were refreshed inside the look-back. */
async function seedAccounts({ sandbox }: Environment, accounts: number): Promise<void> {
	await sandbox.reset({
		accounts,
		videos: 0,
		rateLimit: AMPLE,
		scrapeSpreadSeconds: (accounts / RECENT) * LOOKBACK_S,
	});
}

async function accounts({ environment, short, runs }: Work): Promise<Finding[]> {
	await seedAccounts(environment, WATCHED);
	const watched = await watch(environment, 'watch.accounts');
	const quiet = await watched.polls(short ? 2 : runs);
	const size = (await watched.state()).length;
	const burstFindings = await burst(environment, watched);
	await watched.stop();
	const met = most(quiet, 'requests') === 1 && most(quiet, 'bytes') === 0;
	return [
		{
			what: `Quiet poll, ${number(WATCHED)} accounts`,
			ours: `${number(most(quiet, 'requests'))} request, ${bytes(most(quiet, 'bytes'))} (status ${statuses(quiet)}), ${withSpread(spreadOf(quiet.map(({ ms }) => ms)), ' ms')}`,
			peers: { 'reading the list': `${number(WATCHED / 200)} requests` },
			goal: { text: '1 request, no body', met },
			data: { first: watched.first, quiet },
		},
		await state(environment, short ? [1_000] : [1_000, 100_000], [WATCHED, size]),
		...burstFindings,
	];
}

async function quietVideos({ environment, short, runs }: Work): Promise<Finding[]> {
	await environment.sandbox.reset({ accounts: 20, videos: WATCHED, rateLimit: AMPLE });
	const watched = await watch(environment, 'watch.videos');
	const quiet = await watched.polls(short ? 1 : runs);
	await watched.stop();
	const header = await headerBytes(environment.sandbox, '/videos?limit=200');
	const share =
		(most(quiet, 'requests') * header + most(quiet, 'bytes')) /
		(watched.first.requests * header + watched.first.bytes);
	const met =
		quiet.every(({ requests }) => requests === VIDEO_PAGES) &&
		statuses(quiet) === '304' &&
		share <= LARGEST_SHARE;
	return [
		{
			what: `Quiet poll, ${number(WATCHED)} videos`,
			ours: `${number(most(quiet, 'requests'))} requests, status ${statuses(quiet)}, ${number(share * 100)} % of the first poll's bytes with headers, ${withSpread(spreadOf(quiet.map(({ ms }) => ms)), ' ms')}`,
			peers: {
				'first poll': `${number(watched.first.requests)} requests, ${bytes(watched.first.bytes)}`,
			},
			goal: {
				text: `${VIDEO_PAGES} requests, all 304, <= ${LARGEST_SHARE * 100} % of the bytes`,
				met,
			},
			data: { first: watched.first, quiet, header, share },
		},
	];
}

/**
 * Compares the size of the stored state for different numbers of accounts.
 * @param others numbers of accounts to measure
 * @param known a number of accounts and its size, measured before
 */
async function state(
	environment: Environment,
	others: number[],
	known: readonly [watched: number, size: number],
): Promise<Finding> {
	const sizes = [known];
	for (const count of others) {
		await seedAccounts(environment, count);
		const watched = await watch(environment, 'watch.accounts');
		sizes.push([count, (await watched.state()).length]);
		await watched.stop();
	}
	sizes.sort(([one], [other]) => one - other);
	const bound = RECENT * BYTES_PER_EVENT + BYTES_BESIDES;
	const all = sizes.map(([, size]) => size);
	// The numbers of digits and of rows in the look-back may differ by one or two.
	const independent = Math.max(...all) - Math.min(...all) <= 4 * BYTES_PER_EVENT;
	return {
		what: `Trigger state, ${RECENT} refreshes inside the overlap`,
		ours: sizes.map(([count, size]) => `${bytes(size)} with ${number(count)} accounts`).join(', '),
		peers: {},
		goal: {
			text: `<= ${bytes(bound)}, whatever the number tracked`,
			met: Math.min(...all) > 2 && Math.max(...all) <= bound && independent,
		},
		data: { sizes, bound },
	};
}

async function burst(environment: Environment, watched: Watched): Promise<Finding[]> {
	await environment.received();
	await environment.sandbox.clearRequests();
	await environment.sandbox.refresh({ accounts: BURST });
	const events: Array<[string, string, string]> = [];
	let deliveries = 0;
	await waitFor(
		`${BURST} refreshes to arrive`,
		async () => {
			const got = (await environment.received()).deliveries;
			deliveries += got.length;
			events.push(...got.flatMap((delivery) => delivery.events));
			return events.length >= BURST;
		},
		{ timeoutMs: 60_000 },
	);
	const [poll] = await watched.polls(1);
	const late = (await environment.received()).deliveries.flatMap((delivery) => delivery.events);
	const size = (await watched.state()).length;
	events.push(...late);
	const unique = new Set(events.map(([id, time]) => `${id} ${time}`)).size;
	const inOrder = events.every(([, time], at) => at === 0 || time >= events[at - 1]![1]);
	const bound = (BURST + RECENT) * BYTES_PER_EVENT + BYTES_BESIDES;
	return [
		{
			what: `Burst of ${number(BURST)} refreshes among ${number(WATCHED)} accounts`,
			ours: `${number(events.length)} events, ${number(unique)} different, ${inOrder ? 'in order' : 'out of order'}, in ${deliveries} poll${deliveries === 1 ? '' : 's'}; state ${bytes(size)}`,
			peers: {},
			goal: {
				text: `each once and in order, state <= ${bytes(bound)}`,
				met: events.length === BURST && unique === BURST && inOrder && size <= bound,
			},
			data: {
				events: events.length,
				unique,
				inOrder,
				deliveries,
				size,
				pollAfter: poll,
				bytesPerEvent: size / BURST,
			},
		},
	];
}

export async function trigger(work: Work): Promise<Finding[]> {
	return [...(await accounts(work)), ...(await quietVideos(work))];
}
