/** Violations of the contract: by clients in requests, by the sandbox in responses. */
import type { FieldError } from '../contract/checkRequest.mts';

export interface RequestViolation {
	/** Number of the request in the log. */
	n: number;
	method: string;
	path: string;
	errors: FieldError[];
}

export interface ResponseViolation {
	n: number;
	operationId: string;
	status: number;
	errors: string[];
}

const MAX_KEPT = 1000;

export class Violations {
	readonly requests: RequestViolation[] = [];
	readonly responses: ResponseViolation[] = [];

	clear(): void {
		this.requests.length = 0;
		this.responses.length = 0;
	}

	byClient(violation: RequestViolation): void {
		if (this.requests.length < MAX_KEPT) this.requests.push(violation);
	}

	/** A bug of the sandbox, so it is also written to standard error. */
	bySandbox(violation: ResponseViolation): void {
		if (this.responses.length < MAX_KEPT) this.responses.push(violation);
		console.error(
			`sandbox broke the contract in ${violation.operationId}: ${violation.errors.join('; ')}`,
		);
	}
}
