/** Records as the contract's schemas. */
import { countsOf, followersOf } from '../world/counts.mts';
import { isoOrNull } from '../world/days.mts';
import { mix, pick, unit } from '../world/hash.mts';
import { captionOf, fullNameOf } from '../world/pools.mts';
import { postCountOf } from '../world/posts.mts';
import type { Account, AccountVideo, Creator, Tracked, Video } from '../world/records.mts';
import { viewsAt } from '../world/series.mts';
import { createTimeOf } from '../world/sortKeys.mts';
import type { World } from '../world/world.mts';

const FOREVER = Number.MAX_SAFE_INTEGER;
/** Limits of the organization, for accounts without their own. */
const DEFAULT_MAX_RECENT_POSTS = 50;
const DEFAULT_LOOKBACK_DAYS = 90;
const IMAGES = 'https://images.creatoraudit.example';

/** The fields that accounts and videos share. */
function trackedView(row: Tracked) {
	return {
		id: row.id,
		platform: row.platform,
		is_active: row.isActive,
		scrape_interval_hours: row.intervalHours,
		metadata: row.metadata,
		added_at: isoOrNull(row.addedAt),
		first_scrape_time: isoOrNull(row.firstScrape),
		last_scrape_time: isoOrNull(row.lastScrape),
	};
}

/** Account. Before the first refresh profile fields are null and counts are 0. */
export function accountView(world: World, account: Account) {
	const { hash } = account.series;
	const known = account.firstScrape !== null;
	const counts = countsOf({ platform: account.platform, hash }, viewsAt(account.series, FOREVER));
	const instagram = account.platform === 'instagram';
	const picture = known ? `${IMAGES}/profiles/${account.id}.jpg` : null;
	return {
		...trackedView(account),
		type: 'account',
		username: account.username,
		name: known ? fullNameOf(world.pools, hash) : null,
		description: known ? pick(world.pools.bios, hash, 51) : null,
		profile_pic_url: picture,
		profile_pic_url_original: picture,
		is_verified: known && unit(hash, 52) < 0.1,
		is_unavailable: false,
		link_in_bio:
			known && unit(hash, 53) < 0.5 ? `https://${pick(world.pools.domains, hash, 54)}` : null,
		creator_id: account.creatorId,
		creator_name:
			account.creatorId === null ? null : (world.creators.get(account.creatorId)?.name ?? null),
		category: account.category,
		follower_count: followersOf(hash, counts.views),
		following_count: known ? mix(hash, 55) % 2000 : 0,
		profile_post_count: known ? 20 + (mix(hash, 56) % 500) : 0,
		total_post_count: postCountOf(world, account),
		view_count: counts.views,
		like_count: counts.likes,
		comment_count: counts.comments,
		share_count: counts.shares,
		play_count: counts.plays,
		saved_count: instagram ? counts.saves : null,
		fb_play_count: instagram ? Math.floor(counts.plays * 0.05) : null,
		ig_play_count: instagram ? counts.plays - Math.floor(counts.plays * 0.05) : null,
		fb_like_count: instagram ? Math.floor(counts.likes * 0.05) : null,
		max_recent_posts_per_account: account.maxRecentPosts,
		post_lookback_days: account.lookbackDays,
		effective_max_recent_posts_per_account: account.maxRecentPosts ?? DEFAULT_MAX_RECENT_POSTS,
		effective_post_lookback_days: account.lookbackDays ?? DEFAULT_LOOKBACK_DAYS,
	};
}

/** Video. Before the first refresh the post's fields and counts are null. */
export function videoView(world: World, video: Video) {
	const { hash } = video.series;
	const known = video.firstScrape !== null;
	const orNull = <T,>(value: T): T | null => (known ? value : null);
	const counts = countsOf({ platform: video.platform, hash }, viewsAt(video.series, FOREVER));
	const mediaTypes = video.platform === 'instagram' ? ['video', 'image', 'carousel'] : ['video'];
	return {
		...trackedView(video),
		type: 'video',
		external_id: video.externalId,
		shortcode: video.shortcode,
		updated_at: isoOrNull(video.updatedAt),
		description: orNull(captionOf(world.pools, hash)),
		create_time: isoOrNull(createTimeOf(video)),
		media_type: orNull(pick(mediaTypes, hash, 62)),
		duration: orNull(5 + (mix(hash, 63) % 175)),
		is_unavailable: orNull(false),
		cover_image_url: orNull(`${IMAGES}/covers/${video.id}.jpg`),
		cover_image_url_original: orNull(`${IMAGES}/covers/${video.id}.jpg`),
		video_url: orNull(postUrl(video, video.accountUsername)),
		video_url_original: orNull(postUrl(video, video.accountUsername)),
		view_count: orNull(counts.views),
		like_count: orNull(counts.likes),
		comment_count: orNull(counts.comments),
		share_count: orNull(counts.shares),
		play_count: orNull(counts.plays),
		saved_count: video.platform === 'instagram' ? orNull(counts.saves) : null,
		total_views: orNull(counts.views),
		total_plays: orNull(counts.plays),
		account_id: video.accountId,
		account_username: video.accountUsername,
		platform_account_id: orNull(String(mix(hash, 64))),
		platform_data: null,
	};
}

/** A post of an account; it is refreshed with its account. */
export function accountVideoView(world: World, post: AccountVideo) {
	const counts = countsOf(post, post.viewsAt(FOREVER));
	return {
		id: post.id,
		type: 'account_video',
		platform: post.platform,
		external_id: post.externalId,
		shortcode: post.shortcode,
		account_id: post.account.id,
		account_username: post.account.username,
		description: captionOf(world.pools, post.hash),
		create_time: isoOrNull(post.createTime),
		last_scrape_time: isoOrNull(post.account.lastScrape),
		video_url: postUrl(post, post.account.username),
		view_count: counts.views,
		like_count: counts.likes,
		comment_count: counts.comments,
		share_count: counts.shares,
		play_count: counts.plays,
		saved_count: post.platform === 'instagram' ? counts.saves : null,
	};
}

/** Creator, with the totals of its accounts. */
export function creatorView(world: World, creator: Creator) {
	const platforms = { instagram: 0, tiktok: 0 };
	let followers = 0;
	for (const account of world.accountsOf(creator)) {
		platforms[account.platform]++;
		followers += followersOf(account.series.hash, viewsAt(account.series, FOREVER));
	}
	return {
		id: creator.id,
		type: 'creator',
		name: creator.name,
		is_active: creator.isActive,
		metadata: creator.metadata,
		accounts_summary: { total: creator.accountIds.size, platforms, total_followers: followers },
	};
}

function postUrl(
	post: Pick<Video, 'platform' | 'shortcode' | 'externalId'>,
	username: string | null,
): string {
	return post.platform === 'instagram'
		? `https://www.instagram.com/p/${post.shortcode}/`
		: `https://www.tiktok.com/@${username ?? 'user'}/video/${post.externalId}`;
}
