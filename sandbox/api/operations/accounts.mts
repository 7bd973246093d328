/** Tracked accounts (contract/openapi.yaml, tag Accounts). */
import { IdentifierError, normalizeUsername } from '../../world/identifiers.mts';
import type { Account, Metadata, Platform } from '../../world/records.mts';
import type { TrackOptions, World } from '../../world/world.mts';
import { ApiProblem, invalid } from '../problem.mts';
import { accountView } from '../views.mts';
import { accountOf, bodyOf, NO_CONTENT, ok, type Context, type Handler } from './context.mts';
import { list } from './listing.mts';

export const ACCOUNT_FILTERS = ['platform', 'q', 'is_active', 'category', 'creator_id'] as const;

const listAccounts: Handler = (context) => {
	const { world, request } = context;
	const { platform, q, is_active: active, category, creator_id: creatorId } = request.query;
	const text = typeof q === 'string' ? q.toLowerCase() : null;
	const unset = (filter: unknown) => filter === undefined || filter === null;
	return list(context, {
		table: world.accounts,
		among: typeof creatorId === 'string' ? accountsOfCreator(world, creatorId) : undefined,
		sort: {
			keys: [
				'added_at',
				'username',
				'last_scrape_time',
				'follower_count',
				'view_count',
				'like_count',
				'play_count',
			],
			defaultDirection: 'desc',
		},
		filters: ACCOUNT_FILTERS,
		matches: (row) =>
			(unset(platform) || row.platform === platform) &&
			(unset(active) || row.isActive === active) &&
			(unset(category) || row.category === category) &&
			(text === null || row.username.includes(text)),
		view: (row) => accountView(world, row),
	});
};

const trackAccount: Handler = (context) => {
	const { world, settings, now, tracked } = context;
	const body = bodyOf<TrackOptions & { platform: Platform; username: string }>(context);
	const username = usernameOf(body.username);
	if (world.findAccount(body.platform, username) !== undefined) {
		throw new ApiProblem(
			'CONFLICT',
			`The ${body.platform} account ${username} is already tracked.`,
		);
	}
	if (settings.quota !== null && world.accounts.size >= settings.quota) {
		throw new ApiProblem(
			'QUOTA_EXCEEDED',
			`This organization may track ${settings.quota} accounts.`,
		);
	}
	requireInterval(body.scrape_interval_hours);
	const account = world.addAccount(body.platform, username, now, body);
	tracked(account);
	return { status: 201, body: { data: accountView(world, account) } };
};

const getAccount: Handler = (context) =>
	ok({ data: accountView(context.world, accountOf(context)) });

const updateAccount: Handler = (context) => {
	const account = accountOf(context);
	applyUpdate(account, context);
	return ok({ data: accountView(context.world, account) });
};

const deleteAccount: Handler = (context) => {
	context.world.removeAccount(accountOf(context));
	return NO_CONTENT;
};

/** An unknown creator matches no accounts: a filter does not return 404. */
function accountsOfCreator(world: World, creatorId: string): Account[] {
	const creator = world.creators.get(creatorId);
	return creator === undefined ? [] : [...world.accountsOf(creator)];
}

/** Changes only the fields that are present. */
function applyUpdate(account: Account, context: Context): void {
	const body = bodyOf<{
		is_active?: boolean;
		category?: string | null;
		metadata?: Metadata;
		scrape_interval_hours?: number;
		max_recent_posts_per_account?: number | null;
		post_lookback_days?: number | null;
	}>(context);
	requireInterval(body.scrape_interval_hours);
	if (body.is_active !== undefined) {
		account.isActive = body.is_active;
		account.pausedByCreator = false;
	}
	if (body.category !== undefined) account.category = body.category;
	if (body.metadata !== undefined) account.metadata = body.metadata;
	if (body.scrape_interval_hours !== undefined) account.intervalHours = body.scrape_interval_hours;
	if (body.max_recent_posts_per_account !== undefined)
		account.maxRecentPosts = body.max_recent_posts_per_account;
	if (body.post_lookback_days !== undefined) account.lookbackDays = body.post_lookback_days;
	context.world.accounts.changed();
}

function usernameOf(given: string): string {
	try {
		return normalizeUsername(given);
	} catch (error) {
		if (error instanceof IdentifierError) throw invalid('username', error.message);
		throw error;
	}
}

/** Hours are integers; the docs give no range, so at least one is assumed. */
export function requireInterval(hours: number | undefined): void {
	if (hours !== undefined && hours < 1) throw invalid('scrape_interval_hours', 'must be >= 1');
}

export const accountOperations: Record<string, Handler> = {
	listAccounts,
	trackAccount,
	getAccount,
	updateAccount,
	deleteAccount,
};
