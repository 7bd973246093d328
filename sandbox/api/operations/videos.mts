/** Individually tracked videos and the posts of tracked accounts (contract/openapi.yaml, tags Videos and Account videos). */
import { IdentifierError, normalizePost, type PostIdentity } from '../../world/identifiers.mts';
import { postCountOf, postsAfter } from '../../world/posts.mts';
import type { Account, Metadata, Platform } from '../../world/records.mts';
import type { TrackOptions } from '../../world/world.mts';
import { pageOf, positionOf } from '../paging.mts';
import { ApiProblem, invalid } from '../problem.mts';
import { accountVideoView, videoView } from '../views.mts';
import { requireInterval } from './accounts.mts';
import { bodyOf, NO_CONTENT, ok, videoOf, type Handler } from './context.mts';
import { list, pageRequestOf } from './listing.mts';

export const VIDEO_FILTERS = ['platform', 'account_id', 'is_active'] as const;
export const ACCOUNT_VIDEO_FILTERS = ['platform', 'account_id'] as const;

const listVideos: Handler = (context) => {
	const { world, request } = context;
	const { platform, account_id: accountId, is_active: active } = request.query;
	const unset = (filter: unknown) => filter === undefined || filter === null;
	return list(context, {
		table: world.videos,
		sort: {
			keys: ['added_at', 'create_time', 'view_count', 'like_count', 'play_count'],
			defaultDirection: 'desc',
		},
		filters: VIDEO_FILTERS,
		matches: (row) =>
			(unset(platform) || row.platform === platform) &&
			(unset(accountId) || row.accountId === accountId) &&
			(unset(active) || row.isActive === active),
		view: (row) => videoView(world, row),
	});
};

const trackVideo: Handler = (context) => {
	const { world, now, tracked } = context;
	const body = bodyOf<TrackOptions & { platform: Platform; identifier: string }>(context);
	const post = postIdentityOf(body.platform, body.identifier);
	if (world.findVideo(body.platform, post.externalId) !== undefined) {
		throw new ApiProblem(
			'CONFLICT',
			`The ${body.platform} video ${post.externalId} is already tracked.`,
		);
	}
	requireInterval(body.scrape_interval_hours);
	const video = world.addVideo(body.platform, post, now, body);
	tracked(video);
	return { status: 201, body: { data: videoView(world, video) } };
};

const getVideo: Handler = (context) => ok({ data: videoView(context.world, videoOf(context)) });

const updateVideo: Handler = (context) => {
	const video = videoOf(context);
	const body = bodyOf<{ is_active?: boolean; metadata?: Metadata; scrape_interval_hours?: number }>(
		context,
	);
	requireInterval(body.scrape_interval_hours);
	if (body.is_active !== undefined) video.isActive = body.is_active;
	if (body.metadata !== undefined) video.metadata = body.metadata;
	if (body.scrape_interval_hours !== undefined) video.intervalHours = body.scrape_interval_hours;
	video.updatedAt = context.now;
	context.world.videos.changed();
	return ok({ data: videoView(context.world, video) });
};

const deleteVideo: Handler = (context) => {
	context.world.removeVideo(videoOf(context));
	return NO_CONTENT;
};

/** Ordered by id: the contract has no sort for this list. */
const listAccountVideos: Handler = (context) => {
	const { world, request } = context;
	const { platform, account_id: accountId } = request.query;
	const page = pageRequestOf(context, ACCOUNT_VIDEO_FILTERS);
	const wanted = (account: Account) =>
		(typeof platform !== 'string' || account.platform === platform) &&
		(typeof accountId !== 'string' || account.id === accountId);
	const total = () => {
		let count = 0;
		for (const account of world.accounts.values())
			if (wanted(account)) count += postCountOf(world, account);
		return count;
	};
	const { body, headers } = pageOf(page, {
		rows: postsAfter(world, positionOf<number>(page) ?? 0, wanted),
		positionOf: (post) => post.id,
		view: (post) => accountVideoView(world, post),
		total,
	});
	return ok(body, headers);
};

function postIdentityOf(platform: Platform, identifier: string): PostIdentity {
	try {
		return normalizePost(platform, identifier);
	} catch (error) {
		if (error instanceof IdentifierError) throw invalid('identifier', error.message);
		throw error;
	}
}

export const videoOperations: Record<string, Handler> = {
	listVideos,
	trackVideo,
	getVideo,
	updateVideo,
	deleteVideo,
	listAccountVideos,
};
