import { NodeApiError, type IDataObject, type IPollFunctions } from 'n8n-workflow';

import { normalId } from '../../input/ids';
import { parseTime } from '../../output/parseTime';
import { checkFilters, filterError } from '../../transport/pagination/appliedFilters';
import { LARGEST_PAGE, readPages } from '../../transport/pagination/paginate';
import type { SendOptions } from '../../transport/types';
import { formError, timeError } from '../sync/rowErrors';

const PATH = '/account-videos';
const TIMES = ['create_time'];

/** Reads the posts of an account. @param after time of publication in ms: older posts may be missing */
export type ReadPosts = (account: IDataObject, after: number) => Promise<IDataObject[]>;

/** Whether the API has refused a request, and not only for now. */
function isRefused(error: unknown): boolean {
	const status = error instanceof NodeApiError ? Number(error.httpCode) : NaN;
	return status >= 400 && status !== 429;
}

/** Whether rows are sorted by publication, the newest first. */
function isNewestFirst(rows: IDataObject[]): boolean {
	const times = rows.map(({ create_time: time }) => parseTime(time) ?? NaN);
	return times.every((time, at) => at === 0 || time <= times[at - 1]);
}

/**
 * Reads posts, one account at a time. The filter of the list is not documented (contract/NOTES.md#inferred-parameters-and-fields), so each
 * answer is checked. Where the filter was not applied, or the request is refused, the whole list is read, once for all accounts.
 * @param floor posts published up to this time do not matter, in ms
 */
export function postReader(context: IPollFunctions, floor: number, send: SendOptions): ReadPosts {
	/** @returns undefined where the rows may be those of other accounts */
	const list = async (id: string | undefined, after: number) => {
		// In the path: the answers are checked here.
		const path = id === undefined ? PATH : `${PATH}?account_id=${encodeURIComponent(id)}`;
		const rows: IDataObject[] = [];
		for await (const page of readPages(context, { method: 'GET', path, noCache: true }, send)) {
			const { response, rows: more } = page;
			const check = checkFilters({ account_id: id }, response.body, more);
			if (check.notApplied !== undefined || check.unconfirmed !== undefined) return undefined;
			const error = timeError(context, more, TIMES) ?? formError(context, page, TIMES);
			if (error) throw error;
			rows.push(...more);
			const oldest = parseTime(rows[rows.length - 1]?.create_time) ?? Infinity;
			if (more.length === LARGEST_PAGE && oldest <= after && isNewestFirst(rows)) break;
		}
		return rows;
	};

	const listAll = async () => {
		const byAccount = new Map<string, IDataObject[]>();
		for (const row of (await list(undefined, floor))!) {
			if (row.account_id === undefined)
				throw filterError(
					context,
					'CreatorAudit did not show which account a post belongs to',
					'Until it does, choose Account in Trigger On.',
				);
			const id = normalId(String(row.account_id));
			const rows = byAccount.get(id);
			if (rows) rows.push(row);
			else byAccount.set(id, [row]);
		}
		return byAccount;
	};

	let all: Map<string, IDataObject[]> | undefined;
	return async ({ id }, after) => {
		if (!all) {
			try {
				const rows = await list(String(id), after);
				if (rows) return rows;
			} catch (error) {
				if (!isRefused(error)) throw error as Error;
			}
			all = await listAll();
		}
		return all.get(normalId(String(id))) ?? [];
	};
}
