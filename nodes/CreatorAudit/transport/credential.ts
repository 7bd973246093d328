import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { ApiContext } from './types';

/** Name of the credential type. */
export const CREDENTIAL = 'creatorAuditApi';

/** A credential as n8n has resolved it for one item. */
export interface Reading {
	data: ICredentialDataDecryptedObject;
	/** Whether it is known to be the same for all items of the run. */
	isShared: boolean;
}

/** What n8n resolves a credential's fields with (docs/n8n-internals.md#credentials-per-item). */
interface Expressions {
	getParameterValue(value: unknown, ...rest: unknown[]): unknown;
}

/** An expression that reads one secret, variable or environment variable, and nothing of an item. */
const WITHOUT_ITEM =
	/^=\s*\{\{\s*\$(?:secrets|vars|env)(?:\.\w+|\[(?:'[\w-]+'|"[\w-]+")\])+\s*\}\}\s*$/;

/** Whether a stored value means the same for every item: n8n takes a text that begins with "=" for an expression. */
function isSameForAll(value: unknown): boolean {
	if (typeof value === 'string')
		return !value.startsWith('=') || (value.length < 500 && WITHOUT_ITEM.test(value));
	if (value === null || typeof value !== 'object') return true;
	return Object.values(value).every(isSameForAll);
}

/**
 * The error of a credential that could not be resolved.
 * @param thrown what n8n threw
 */
function resolveError(context: ApiContext, thrown: unknown): Error {
	const error = thrown instanceof Error ? thrown : new Error(String(thrown));
	const hasItem = 'getItemIndex' in context;
	if (hasItem || !/Expression/.test(error.name + error.constructor.name)) return error;
	const message =
		'getActivationMode' in context
			? 'A field of the CreatorAudit credential is an expression, and a trigger has no item that it could read. Enter the API key itself, or use an expression with $vars or $secrets.'
			: 'A field of the CreatorAudit credential is an expression, and a list has no item that it could read. Instead of From List, choose By ID, or another way to name what you mean.';
	return new Error(message);
}

/**
 * Reads the credential for a context's item.
 *
 * Nothing that n8n offers says whether a credential holds expressions. So n8n resolves it here through an object that looks at the stored
 * fields on their way, and does nothing else. Where n8n does not come by, nothing is known, and each item reads for itself.
 * @throws what n8n says when the credential cannot be read
 */
export async function readCredential(context: ApiContext): Promise<Reading> {
	const { workflow } = context as unknown as { workflow?: { expression?: Expressions } };
	const expression = workflow?.expression;
	if (typeof expression?.getParameterValue !== 'function')
		return { data: await context.getCredentials(CREDENTIAL), isShared: false };
	const stored: unknown[] = [];
	const observed = Object.create(expression, {
		getParameterValue: {
			value: (value: unknown, ...rest: unknown[]) => {
				stored.push(value);
				return expression.getParameterValue(value, ...rest);
			},
		},
	}) as Expressions;
	const observer = Object.create(context, {
		workflow: { value: Object.create(workflow!, { expression: { value: observed } }) },
	}) as ApiContext;
	const data = await observer.getCredentials(CREDENTIAL).catch((thrown: unknown) => {
		throw resolveError(context, thrown);
	});
	const [fields] = stored;
	const isWhole = typeof fields === 'object' && fields !== null && 'apiKey' in fields;
	return { data, isShared: isWhole && stored.every(isSameForAll) };
}
