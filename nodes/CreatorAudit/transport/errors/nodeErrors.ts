import {
	NodeApiError,
	NodeOperationError,
	type INode,
	type JsonObject,
	type NodeError,
} from 'n8n-workflow';

import type { ApiFailure } from './failure';
import { describeFailure } from './failureTexts';

/** For what n8n shows as HTML: a server's words may hold anything. */
function escapeHtml(text: string): string {
	return text.replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`);
}

function explain(failure: ApiFailure, advice: string): string {
	const { problem, networkCode, note, kind } = failure;
	const said: string[] = [];
	if (problem) {
		const { code, detail, title, fields, requestId } = problem;
		if (detail ?? title) said.push(`CreatorAudit says: ${detail ?? title}`);
		for (const { field, message } of fields) said.push(`${field}: ${message}`);
		if (code) said.push(`Code: ${code}`);
		if (requestId) said.push(`Request ID: ${requestId}`);
	} else if (networkCode) {
		said.push(`Code: ${networkCode}`);
	}
	if (note && kind !== 'unsent') said.push(note);
	return [advice, ...said].join('\n');
}

/**
 * Gives an error its description: plain text for items, error workflows and models, and, where that would lose its lines or signs, the same
 * as HTML for the editor's panel (docs/n8n-internals.md#descriptions-of-errors).
 */
export function describeError(error: NodeError, description: string): void {
	error.description = description;
	if (/[&<>\n]/.test(description))
		error.context.descriptionTemplate = escapeHtml(description).replaceAll('\n', '<br>');
}

/** The hint by which newer n8n versions back off (docs/n8n-internals.md#errors-of-a-poll); older ones ignore it. */
function failureHint({ kind, status, problem, retryAfterMs }: ApiFailure) {
	if (status === 401 || problem?.code === 'FORBIDDEN')
		return { cause: 'credential-invalid' as const };
	if (status === 429 || kind === 'quota') return { cause: 'rate-limited' as const, retryAfterMs };
	if (kind === 'network' || kind === 'down' || (status ?? 0) >= 500)
		return { cause: 'temporarily-unavailable' as const, retryAfterMs };
	return undefined;
}

/** One error for all calls that a cancelled run leaves: 10,000 of them would take seconds to make, and nobody reads them. */
const cancelled = new WeakMap<AbortSignal, NodeApiError>();

/**
 * Makes the error that a user sees: message = what happened and to what, description = what to do next, then the API's own words.
 * @param itemIndex the input item that it happened to
 */
export function toNodeApiError(node: INode, failure: ApiFailure, itemIndex?: number): NodeApiError {
	const known = failure.signal && cancelled.get(failure.signal);
	if (known) return known;
	const { message, advice } = describeFailure(failure);
	const status = { quota: 429, down: 503 }[String(failure.kind)] ?? failure.status;
	// From a plain object: a NodeApiError would be handed back as it is, options ignored (docs/n8n-internals.md#nodeapierror).
	const problem = { ...failure.problem, status: status ?? null } as unknown as JsonObject;
	const error = new NodeApiError(node, problem, {
		message,
		...(status !== undefined && { httpCode: String(status) }),
		itemIndex,
		failure: failureHint(failure),
	});
	// n8n replaces messages that contain the letters of a system error code, which a user name may do by chance.
	error.message = message;
	describeError(error, explain(failure, advice));
	error.context.code = failure.problem?.code ?? failure.networkCode;
	error.context.requestId = failure.problem?.requestId;
	error.context.kind = failure.kind;
	if (failure.signal) cancelled.set(failure.signal, error);
	return error;
}

/** Whether an error only says that the run was ended before this call was made. */
export function isCancelled(error: unknown): boolean {
	return error instanceof NodeApiError && error.context.kind === 'cancelled';
}

/** With what a message begins that makes a sentence with the field's name before it. */
const VERB = /^(?:has|holds|is|may|must|was) /;

/**
 * The error for bad input, found before anything is sent: `Name is empty.` or `Limit: "ten" is not a whole number.`
 * @param parameter the field as the editor shows it
 */
export function inputError(
	node: INode,
	parameter: string,
	message: string,
	details: { itemIndex?: number; description?: string } = {},
): NodeOperationError {
	const { itemIndex, description } = details;
	const text = `${parameter}${VERB.test(message) ? '' : ':'} ${message}`;
	const error = new NodeOperationError(node, text, { itemIndex });
	error.message = text;
	if (description !== undefined) describeError(error, description);
	return error;
}
