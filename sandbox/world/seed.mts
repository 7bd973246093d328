/** Fills a world with an organization that has been tracking for up to 400 days. */
import type { Settings } from '../settings.mts';
import { DAY_MS, dayOf } from './days.mts';
import { mix, pick, unit } from './hash.mts';
import { shortcodeOf } from './identifiers.mts';
import { CATEGORIES, fullNameOf, usernameOf } from './pools.mts';
import type { Account, Creator, Platform, Tracked } from './records.mts';
import { beginSeries } from './series.mts';
import { postOf } from './posts.mts';
import { DEFAULT_INTERVAL_HOURS, World } from './world.mts';

type SeedSettings = Pick<
	Settings,
	| 'seed'
	| 'accounts'
	| 'creators'
	| 'videos'
	| 'accountVideosPerAccount'
	| 'unscrapedShare'
	| 'scrapeSpreadSeconds'
>;

/** An organization as the settings describe it, at the moment `now` (ms). */
export function seedWorld(chosen: Settings, now: number): World {
	const settings = { ...chosen, scrapeSpreadSeconds: spreadOf(chosen) };
	const world = new World(settings.seed, settings.accountVideosPerAccount);
	const creators = Array.from({ length: settings.creators }, (_, n) => seedCreator(world, n));
	for (let n = 0; n < settings.accounts; n++) seedAccount(world, n, creators, settings, now);
	for (let n = 0; n < settings.videos; n++) seedVideo(world, n, settings, now);
	for (const creator of creators) if (!creator.isActive) world.setCreatorActive(creator, false);
	return world;
}

/** A scraper that is running has left no refresh older than one of its intervals. */
function spreadOf({ scrape, speed, scrapeSpreadSeconds }: Settings): number {
	return scrape === 'auto'
		? Math.min(scrapeSpreadSeconds, (DEFAULT_INTERVAL_HOURS * 3600) / speed)
		: scrapeSpreadSeconds;
}

function seedCreator(world: World, n: number): Creator {
	const hash = world.hashOf('creator', n);
	return world.addCreator(fullNameOf(world.pools, hash), {
		is_active: n % 20 !== 19,
		metadata: n % 2 === 0 ? { tier: pick(['gold', 'silver', 'bronze'], hash, 41) } : null,
	});
}

/** Two accounts of three belong to a creator, and each creator gets accounts of both platforms. */
function seedAccount(
	world: World,
	n: number,
	creators: Creator[],
	settings: SeedSettings,
	now: number,
): void {
	const hash = world.hashOf('account', n);
	const age = ageOf(hash, settings);
	const account = world.addAccount(platformOf(n), usernameOf(world.pools, hash, n), now - age, {
		category: pick(CATEGORIES, hash, 42),
		metadata: n % 4 === 0 ? { campaign: pick(['spring', 'summer', 'autumn'], hash, 43) } : null,
		is_active: n % 25 !== 24,
	});
	const group = Math.floor(n / 3);
	if (creators.length > 0 && n % 3 < 2) world.link(creators[group % creators.length] as Creator, account);
	const unscraped = Math.floor((n + 1) * settings.unscrapedShare) > Math.floor(n * settings.unscrapedShare);
	if (!unscraped) seedHistory(account, n, settings.accounts, settings, now);
}

/** Every second video is one of an account that is tracked as well, when there are posts. */
function seedVideo(world: World, n: number, settings: SeedSettings, now: number): void {
	const hash = world.hashOf('video', n);
	const platform = platformOf(n);
	const author = n % 2 === 0 ? authorOf(world, n) : undefined;
	const post =
		author === undefined
			? undefined
			: postOf(world, author, Math.floor(n / 2 / world.accounts.size) % settings.accountVideosPerAccount);
	const taken = post !== undefined && world.findVideo(post.platform, post.externalId) !== undefined;
	const externalId = `${platform === 'instagram' ? '2' : '6'}${String(n).padStart(9, '0')}${String(mix(hash, 44)).padStart(10, '0').slice(0, 8)}`;
	const video =
		post === undefined || taken
			? world.addVideo(
					platform,
					{
						externalId,
						shortcode: platform === 'instagram' ? shortcodeOf(externalId) : null,
						username: usernameOf(world.pools, hash, n) + 'x',
					},
					now - ageOf(hash, settings),
				)
			: world.addVideo(
					post.platform,
					{ ...post, username: post.account.username },
					now - ageOf(hash, settings),
				);
	seedHistory(video, n, settings.videos, settings, now);
}

function authorOf(world: World, n: number): Account | undefined {
	const account = world.accountsBySeq[Math.floor(n / 2) % Math.max(1, world.accountsBySeq.length)];
	return world.postsPerAccount > 0 && account?.firstScrape ? account : undefined;
}

function platformOf(n: number): Platform {
	return n % 2 === 0 ? 'instagram' : 'tiktok';
}

/** How long ago a record was added, in ms: 1 to 401 days before the oldest refresh. */
function ageOf(hash: number, settings: SeedSettings): number {
	return Math.round(settings.scrapeSpreadSeconds * 1000 + DAY_MS * (1 + 400 * unit(hash, 45)));
}

/** Refreshes up to now: the latest ones lie evenly over the spread, in an order that is not that of the records. */
function seedHistory(row: Tracked, n: number, count: number, settings: SeedSettings, now: number): void {
	const place = (n * 7919) % count;
	row.firstScrape = row.addedAt + 5000;
	row.lastScrape = now - Math.round(((place + 0.5) / count) * settings.scrapeSpreadSeconds * 1000);
	row.refreshes = 1 + Math.round((row.lastScrape - row.firstScrape) / DAY_MS);
	beginSeries(row.series, dayOf(row.addedAt), dayOf(row.lastScrape));
}
