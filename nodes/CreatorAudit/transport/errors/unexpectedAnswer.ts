import { NodeApiError, type JsonObject } from 'n8n-workflow';

import type { ApiContext } from '../types';

/** Characters of an answer that an error shows. */
const LONGEST_EXCERPT = 300;
/** Entries of a list, and depth, that are enough to see an answer's form. */
const MOST_ENTRIES = 3;
const DEEPEST = 4;

function outline(value: unknown, depth: number): unknown {
	if (value === null || typeof value !== 'object') {
		return typeof value === 'string' ? value.slice(0, LONGEST_EXCERPT) : value;
	}
	if (depth >= DEEPEST) return '…';
	if (Array.isArray(value))
		return value.slice(0, MOST_ENTRIES).map((entry) => outline(entry, depth + 1));
	const names = Object.keys(value).slice(0, 50);
	const fields = value as Record<string, unknown>;
	return Object.fromEntries(names.map((name) => [name, outline(fields[name], depth + 1)]));
}

/** The beginning of an answer, for an error that shows what came. */
export function excerptOf(body: unknown): string {
	const text = JSON.stringify(outline(body, 0)) ?? 'nothing';
	return text.length > LONGEST_EXCERPT ? `${text.slice(0, LONGEST_EXCERPT)}…` : text;
}

/** The error for an answer that holds something else than the contract says. */
export function unexpectedAnswer(
	context: ApiContext,
	message: string,
	body: unknown,
	itemIndex?: number,
): NodeApiError {
	const excerpt = excerptOf(body).replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`);
	return new NodeApiError(context.getNode(), { message } as JsonObject, {
		message,
		description: `The API may have changed: look for a newer version of this package. CreatorAudit sent: ${excerpt}`,
		itemIndex,
	});
}
