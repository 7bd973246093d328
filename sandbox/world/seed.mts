/** Fills a world with an organization that has been tracking for up to 400 days. */
import type { Settings } from '../settings.mts';
import { DAY_MS, dayOf } from './days.mts';
import { pick, unit } from './hash.mts';
import { externalIdOf, shortcodeOf, type PostIdentity } from './identifiers.mts';
import { CATEGORIES, fullNameOf, usernameOf } from './pools.mts';
import type { AccountVideo, Creator, Platform, Tracked } from './records.mts';
import { beginSeries } from './series.mts';
import { postCountOf, postOf } from './posts.mts';
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

interface Seeding {
	world: World;
	settings: SeedSettings;
	/** Server clock in ms. */
	now: number;
}

/** An organization as the settings describe it, at the moment `now` (ms). */
export function seedWorld(chosen: Settings, now: number): World {
	const settings = { ...chosen, scrapeSpreadSeconds: spreadOf(chosen) };
	const world = new World(settings.seed, settings.accountVideosPerAccount);
	const seeding = { world, settings, now };
	const creators = Array.from({ length: settings.creators }, (_, n) => seedCreator(world, n));
	for (let n = 0; n < settings.accounts; n++) seedAccount(seeding, n, creators);
	for (let n = 0; n < settings.videos; n++) seedVideo(seeding, n);
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
function seedAccount(seeding: Seeding, n: number, creators: Creator[]): void {
	const { world, settings, now } = seeding;
	const hash = world.hashOf('account', n);
	const age = ageOf(hash, settings);
	const account = world.addAccount(platformOf(n), usernameOf(world.pools, hash, n), now - age, {
		category: pick(CATEGORIES, hash, 42),
		metadata: n % 4 === 0 ? { campaign: pick(['spring', 'summer', 'autumn'], hash, 43) } : null,
		is_active: n % 25 !== 24,
	});
	const group = Math.floor(n / 3);
	if (creators.length > 0 && n % 3 < 2)
		world.link(creators[group % creators.length] as Creator, account);
	const unscraped =
		Math.floor((n + 1) * settings.unscrapedShare) > Math.floor(n * settings.unscrapedShare);
	if (!unscraped) seedHistory(account, n, settings.accounts, seeding);
}

/** Every second video is a post of a tracked account, as far as there are such posts. */
function seedVideo(seeding: Seeding, n: number): void {
	const { world, settings, now } = seeding;
	const hash = world.hashOf('video', n);
	const addedAt = now - ageOf(hash, settings);
	const post = n % 2 === 0 ? freePostOf(world, n / 2) : undefined;
	const video =
		post === undefined
			? world.addVideo(platformOf(n), foreignPost(world, n), addedAt)
			: world.addVideo(post.platform, identityOf(post), addedAt);
	seedHistory(video, n, settings.videos, seeding);
}

/** The n-th post, first posts of all accounts first, unless there are no more of its account. */
function freePostOf(world: World, n: number): AccountVideo | undefined {
	const account = world.accountsBySeq[n % Math.max(1, world.accountsBySeq.length)];
	const number = Math.floor(n / world.accountsBySeq.length);
	if (account === undefined || number >= postCountOf(world, account)) return undefined;
	return postOf(world, account, number);
}

function identityOf({ externalId, shortcode, account }: AccountVideo): PostIdentity {
	return { externalId, shortcode, username: account.username };
}

/** A post of somebody whose account is not tracked. */
function foreignPost(world: World, n: number): PostIdentity {
	const hash = world.hashOf('video', n);
	const instagram = platformOf(n) === 'instagram';
	const externalId = externalIdOf(instagram ? 2 : 6, n, hash);
	const username = `${usernameOf(world.pools, hash, n)}x`;
	return { externalId, shortcode: instagram ? shortcodeOf(externalId) : null, username };
}

function platformOf(n: number): Platform {
	return n % 2 === 0 ? 'instagram' : 'tiktok';
}

/** How long ago a record was added, in ms: 1 to 401 days before the oldest refresh. */
function ageOf(hash: number, settings: SeedSettings): number {
	return Math.round(settings.scrapeSpreadSeconds * 1000 + DAY_MS * (1 + 400 * unit(hash, 45)));
}

/** Refreshes up to now: the latest ones lie evenly over the spread, in an order that is not that of the records. */
function seedHistory(row: Tracked, n: number, count: number, { settings, now }: Seeding): void {
	const place = (n * 7919) % count;
	row.firstScrape = row.addedAt + 5000;
	row.lastScrape = now - Math.round(((place + 0.5) / count) * settings.scrapeSpreadSeconds * 1000);
	row.refreshes = 1 + Math.round((row.lastScrape - row.firstScrape) / DAY_MS);
	beginSeries(row.series, dayOf(row.addedAt), dayOf(row.lastScrape));
}
