/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import type { Sandbox } from '../../sandbox/client.mts';

export interface Reply {
	status: number;
	headers: Headers;
	text: string;
	/** Parsed JSON; undefined without a body. Tests know what they asked for. */
	// eslint-disable-next-line @typescript-eslint/no-explicit-any
	body: any;
}

export interface CallOptions {
	/** null = no Authorization header. Default: the key that may do everything. */
	key?: string | null;
	/** Sent as JSON. */
	body?: unknown;
	headers?: Record<string, string>;
}

export type Call = (request: string, options?: CallOptions) => Promise<Reply>;

/** Calls a sandbox: `await call('GET /accounts?limit=2')`. Fails with the server's own text only where a test looks at it. */
export function caller(sandbox: () => Sandbox): Call {
	return async (request, { key = sandbox().keys.full, body, headers = {} } = {}) => {
		const [method, target] = request.split(' ') as [string, string];
		const response = await fetch(sandbox().apiUrl + target, {
			method,
			headers: {
				...(key === null ? {} : { authorization: `Bearer ${key}` }),
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
				...headers,
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const text = await response.text();
		const json = response.headers.get('content-type')?.includes('json') === true && text !== '';
		return {
			status: response.status,
			headers: response.headers,
			text,
			body: json ? (JSON.parse(text) as unknown) : undefined,
		};
	};
}

/** The names of the fields that a 422 complains about. */
export function fieldsOf(reply: Reply): string[] {
	return (reply.body as { errors: Array<{ field: string }> }).errors.map(({ field }) => field);
}

interface ContractFile {
	paths: Record<string, Record<string, { operationId: string } | undefined>>;
}

/** The contract read once more, apart from the sandbox, so that its own reading is under test too. */
export class ContractFileCheck {
	/** "GET /accounts" by operationId. */
	readonly operations = new Map<string, { method: string; path: string }>();
	private readonly ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });

	constructor() {
		const text = readFileSync(path.resolve(__dirname, '../../contract/openapi.yaml'), 'utf8');
		const file = parse(text, { merge: true }) as ContractFile;
		addFormats(this.ajv);
		this.ajv.addSchema(file, 'contract');
		for (const [route, item] of Object.entries(file.paths)) {
			for (const method of ['get', 'post', 'patch', 'put', 'delete']) {
				const operation = item[method];
				if (operation)
					this.operations.set(operation.operationId, { method: method.toUpperCase(), path: route });
			}
		}
	}

	/** What is wrong with the body of a success; empty = nothing. */
	errorsOfSuccess(operationId: string, status: number, body: unknown): string[] {
		const operation = this.operations.get(operationId);
		if (!operation) return [`no operation ${operationId}`];
		const at = [
			'paths',
			operation.path,
			operation.method.toLowerCase(),
			'responses',
			String(status),
		];
		return this.errors([...at, 'content', 'application/json', 'schema'], body);
	}

	/** What is wrong with a problem document; empty = nothing. */
	errorsOfProblem(body: unknown): string[] {
		return this.errors(['components', 'schemas', 'Problem'], body);
	}

	private errors(at: string[], body: unknown): string[] {
		const pointer = at.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
		const validate = this.ajv.getSchema(`contract#/${pointer}`) as ValidateFunction | undefined;
		if (!validate) return [`the contract has no ${pointer}`];
		return validate(body)
			? []
			: (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
	}
}
