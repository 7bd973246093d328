import type { IPollFunctions, NodeApiError } from 'n8n-workflow';

import { unexpectedAnswer } from '../../transport/errors/unexpectedAnswer';
import type { Page } from '../../transport/pagination/page';

/** Fields without which a refresh is not noticed, or taken for another one. */
const NEEDED = ['id', 'last_scrape_time', 'first_scrape_time'] as const;

/** The error for a page whose rows lack a field that events are told by, or have one id for all: it must not pass for a page without news. */
export function formError(
	context: IPollFunctions,
	{ rows, response }: Page,
): NodeApiError | undefined {
	const fields = rows.map((row) => row ?? {});
	const ids = fields.map(({ id }) => id);
	const areIds = ids.every((id) => ['string', 'number', 'undefined'].includes(typeof id));
	const areOne = ids.length > 1 && new Set(ids).size === 1;
	const missing =
		NEEDED.find((name) => !fields.some((row) => name in row)) ??
		(areIds && !areOne ? undefined : 'id');
	if (rows.length === 0 || missing === undefined) return undefined;
	const message = `CreatorAudit's list does not say "${missing}" in a form that this package knows`;
	return unexpectedAnswer(context, message, response.body);
}
