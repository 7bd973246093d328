/** API keys and what they may do (contract/NOTES.md#authentication, contract/NOTES.md#scopes). */
import type { Operation } from '../contract/operations.mts';
import { ApiProblem } from './problem.mts';

export type Scope = 'read' | 'write' | 'admin';

export interface ApiKey {
	name: string;
	scopes: Scope[];
	/** 403 for a disabled key, 401 for an unknown one. */
	disabled: boolean;
}

/** Keys that exist in every sandbox. */
export const BUILT_IN_KEYS = {
	full: 'sandbox-full-key',
	read: 'sandbox-read-key',
	disabled: 'sandbox-disabled-key',
} as const;

export class KeyRing {
	readonly #keys = new Map<string, ApiKey>([
		[
			BUILT_IN_KEYS.full,
			{ name: 'Sandbox full access', scopes: ['read', 'write', 'admin'], disabled: false },
		],
		[BUILT_IN_KEYS.read, { name: 'Sandbox read only', scopes: ['read'], disabled: false }],
		[
			BUILT_IN_KEYS.disabled,
			{ name: 'Sandbox disabled', scopes: ['read', 'write', 'admin'], disabled: true },
		],
	]);

	set(key: string, value: ApiKey): void {
		this.#keys.set(key, value);
	}

	/** The key's name, for logs: these must not contain the key. */
	nameOf(authorization: string | undefined): string | null {
		if (authorization === undefined) return null;
		return this.#keys.get(tokenOf(authorization) ?? '')?.name ?? 'unknown';
	}

	/**
	 * The key behind an Authorization header.
	 * @throws ApiProblem 401 without a known key, 403 for a disabled one
	 */
	authenticate(authorization: string | undefined): ApiKey {
		const token = tokenOf(authorization ?? '');
		const key = token === null ? undefined : this.#keys.get(token);
		if (key === undefined) {
			const detail =
				authorization === undefined
					? 'The Authorization header is missing.'
					: 'The API key is not valid.';
			throw new ApiProblem('UNAUTHORIZED', detail, undefined, { 'www-authenticate': 'Bearer' });
		}
		if (key.disabled) throw new ApiProblem('FORBIDDEN', 'This API key has been disabled.');
		return key;
	}
}

/**
 * Checks that a key has the scope that an operation needs.
 * @param metricsNeedWrite how the open question about the read-only POSTs is answered
 */
export function requireScope(key: ApiKey, operation: Operation, metricsNeedWrite: boolean): void {
	const needed = operation.scope === 'write' || (operation.scope === 'unclear' && metricsNeedWrite);
	// admin includes write.
	if (needed && !key.scopes.some((scope) => scope === 'write' || scope === 'admin')) {
		throw new ApiProblem('INSUFFICIENT_SCOPE', 'This API key lacks the write scope.');
	}
}

function tokenOf(authorization: string): string | null {
	return /^Bearer ([^\s]+)$/i.exec(authorization)?.[1] ?? null;
}
