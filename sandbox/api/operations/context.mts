/** Input and output of operation handlers. */
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
	/** Absolute URL of the request. */
	readonly url: URL;
	/** Server clock in ms. */
	readonly now: number;
	/** null for the operations without authentication. */
	readonly key: ApiKey | null;
	/** Call this for each new resource: it schedules the first refresh. */
	readonly tracked: (row: Account | Video) => void;
}

export interface HandlerResponse {
	status: number;
	/** Names in lower case. */
	headers?: Record<string, string>;
	/** undefined = no body. */
	body?: unknown;
}

/** Runs one operation. @throws ApiProblem for an error response */
export type Handler = (context: Context) => HandlerResponse;

/** 200 with a body. */
export function ok(body: unknown, headers?: Record<string, string>): HandlerResponse {
	return headers === undefined ? { status: 200, body } : { status: 200, body, headers };
}

/** The validated body; T declares the fields that the handler reads. */
export function bodyOf<T>({ request }: Context): T {
	return request.body as T;
}

export const NO_CONTENT: HandlerResponse = { status: 204 };

/** The account in the path. @throws ApiProblem 404 */
export function accountOf({ world, request }: Context): Account {
	return found(world.accounts.get(request.path['account_id'] as string), 'account');
}

/** The video in the path. @throws ApiProblem 404 */
export function videoOf({ world, request }: Context): Video {
	return found(world.videos.get(request.path['video_id'] as string), 'video');
}

/** The creator in the path. @throws ApiProblem 404 */
export function creatorOf({ world, request }: Context): Creator {
	return found(world.creators.get(request.path['creator_id'] as string), 'creator');
}

function found<T>(row: T | undefined, kind: string): T {
	if (row === undefined)
		throw new ApiProblem('NOT_FOUND', `There is no such ${kind} in this organization.`);
	return row;
}
