/** Validates the sandbox's own responses against the contract. */
import type { ErrorObject } from 'ajv';
import type { Contract, Operation } from './operations.mts';

/** A response before serialization. Header names are lower case. */
export interface PlainResponse {
	status: number;
	headers: Record<string, string>;
	/** Serialized as JSON; undefined = no body. */
	body: unknown;
	/** The body as JSON text, if it has been serialized already. */
	text?: string;
}

/** Statuses that every operation may return, listed or not (contract/NOTES.md#errors). */
const EVERYWHERE = new Set([400, 401, 403, 404, 406, 409, 415, 422, 429]);

/**
 * Finds violations in a response.
 * @param optional names (lower case) of listed headers that may be absent
 */
export function checkResponse(
	contract: Contract,
	operation: Operation,
	response: PlainResponse,
	optional: ReadonlySet<string>,
): string[] {
	const { status } = response;
	const listed =
		operation.responses.get(String(status)) ?? operation.responses.get(`${String(status)[0]}XX`);
	if (status >= 400) {
		if (listed === undefined && !EVERYWHERE.has(status))
			return [`status ${status} is not in the contract`];
		return contract.problem(response.body) ? [] : wordings('body', contract.problem.errors ?? []);
	}
	if (listed === undefined) return [`status ${status} is not in the contract`];
	const errors = listed.headers
		.filter(
			(name) => !(name.toLowerCase() in response.headers) && !optional.has(name.toLowerCase()),
		)
		.map((name) => `header ${name} is missing`);
	if (listed.validate === null) {
		if (response.body !== undefined) errors.push('body must be empty');
	} else if (!listed.validate(response.body)) {
		errors.push(...wordings('body', listed.validate.errors ?? []));
	}
	return errors;
}

function wordings(root: string, errors: ErrorObject[]): string[] {
	return errors
		.map((error) => `${root}${error.instancePath.replaceAll('/', '.')} ${error.message}`)
		.slice(0, 20);
}
