/** What an operation gets, and what it answers. */
import type { CheckedRequest } from '../../contract/checkRequest.mts';
import type { Settings } from '../../settings.mts';
import type { Account, Creator, Video } from '../../world/records.mts';
import type { World } from '../../world/world.mts';
import { ApiProblem } from '../problem.mts';
import type { ApiKey } from '../keys.mts';

export interface Context {
	readonly world: World;
	readonly settings: Readonly<Settings>;
	readonly request: CheckedRequest;
	/** The request's address, absolute. */
	readonly url: URL;
	/** Server clock in ms. */
	readonly now: number;
	/** null for the operations without authentication. */
	readonly key: ApiKey | null;
	/** To be told of each newly tracked resource, which then gets its first refresh in the background. */
	readonly tracked: (row: Account | Video) => void;
}

export interface Answer {
	status: number;
	/** Lower-case names. */
	headers?: Record<string, string>;
	/** undefined = no body. */
	body?: unknown;
}

/** Does the work of one operation; refuses by throwing an ApiProblem. */
export type Handler = (context: Context) => Answer;

/** 200 with a body. */
export function ok(body: unknown, headers?: Record<string, string>): Answer {
	return headers === undefined ? { status: 200, body } : { status: 200, body, headers };
}

/** The body of a request, which the contract has checked: T names the fields that the operation reads. */
export function bodyOf<T>({ request }: Context): T {
	return request.body as T;
}

export const NO_CONTENT: Answer = { status: 204 };

/** The account that the path names. */
export function accountOf({ world, request }: Context): Account {
	return found(world.accounts.get(request.path['account_id'] as string), 'account');
}

/** The video that the path names. */
export function videoOf({ world, request }: Context): Video {
	return found(world.videos.get(request.path['video_id'] as string), 'video');
}

/** The creator that the path names. */
export function creatorOf({ world, request }: Context): Creator {
	return found(world.creators.get(request.path['creator_id'] as string), 'creator');
}

function found<T>(row: T | undefined, kind: string): T {
	if (row === undefined)
		throw new ApiProblem('NOT_FOUND', `There is no such ${kind} in this organization.`);
	return row;
}
