/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import fc from 'fast-check';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { ScriptedServer } from './scriptedServer';

/** A copy without some of its properties. */
export function omit<T extends object>(value: T, ...names: string[]): Partial<T> {
	const others = Object.entries(value).filter(([name]) => !names.includes(name));
	return Object.fromEntries(others) as Partial<T>;
}

/** One way in which an API may change its answers some day, at one place, for all entries of a list or map alike. */
export interface Change {
	kind: 'add' | 'drop' | 'retype' | 'rename' | 'widen';
	/** Which of the places: counted round. */
	place: number;
	value: unknown;
}

export const changes: fc.Arbitrary<Change> = fc.record({
	kind: fc.constantFrom('add', 'drop', 'retype', 'rename', 'widen'),
	place: fc.nat(10_000),
	value: fc.constantFrom<unknown>(
		'text',
		'',
		7,
		-1.5,
		1e21,
		true,
		null,
		[],
		{},
		['text'],
		[{ a: 1 }],
		{ a: { b: [1] } },
	),
});

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
	value !== null && typeof value === 'object' && !Array.isArray(value);
const isId = (key: string) => /^[0-9a-f-]{36}$|^\d+$/.test(key);

/** All fields of a body, as dotted paths; entries of lists, and of maps by id, as `*`. */
function placesIn(value: unknown, path: string[] = []): string[] {
	if (Array.isArray(value))
		return [...new Set(value.slice(0, 5).flatMap((entry) => placesIn(entry, [...path, '*'])))];
	if (!isObject(value)) return [];
	const inner = Object.entries(value).flatMap(([key, field]) => {
		const here = [...path, isId(key) ? '*' : key];
		return [...(isId(key) ? [] : [here.join('.')]), ...placesIn(field, here)];
	});
	return [...new Set(inner)];
}

/** Calls with each object that holds the field at a path. */
function visit(
	value: unknown,
	[key, ...rest]: string[],
	work: (owner: Json, key: string) => void,
): void {
	if (key === '*') {
		if (value !== null && typeof value === 'object')
			for (const entry of Object.values(value)) visit(entry, rest, work);
	} else if (rest.length > 0) {
		if (isObject(value)) visit(value[key], rest, work);
	} else if (isObject(value) && key in value) work(value, key);
}

/** The body with the change, and where it was made. */
export function changed(
	body: unknown,
	{ kind, place, value }: Change,
): { body: unknown; at: string } {
	const places = placesIn(body);
	if (places.length === 0) return { body, at: 'nowhere' };
	const at = places[place % places.length];
	const copy = structuredClone(body);
	visit(copy, at.split('.'), (owner, key) => {
		const field = owner[key];
		if (kind === 'add') owner[`${key}_added`] = value;
		else if (kind === 'drop') Reflect.deleteProperty(owner, key);
		else if (kind === 'rename') {
			Reflect.deleteProperty(owner, key);
			owner[`${key}_renamed`] = field;
		} else if (kind === 'retype') owner[key] = value;
		else if (typeof field === 'string') owner[key] = `${field}_widened`;
		else if (typeof field === 'number') owner[key] = field * 1e12;
		else owner[key] = field === null ? 'no longer null' : field;
	});
	return { body: copy, at };
}

/** An API before the real one (a sandbox), which changes what comes back. */
export class ChangedApi extends ScriptedServer {
	change: Change | undefined;
	/** Instead of a change of the list above: what becomes of a body. */
	patch: ((body: Record<string, unknown>) => unknown) | undefined;
	/** Instead of the API: the answer to a path. */
	reply: ((path: string) => unknown) | undefined;
	/** Rows of a page, where the API gives fewer than were asked for. */
	pageSize: number | undefined;
	/** The changed bodies that went out since it was last emptied, and where they were changed. */
	sent: Array<{ method: string; path: string; body: unknown; at: string }> = [];

	constructor(private readonly target: () => string) {
		super();
		this.answer = (request, response) => void this.forward(request, response);
	}

	private async forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const headers = omit(request.headers, 'host', 'connection', 'if-none-match');
		const path = (request.url ?? '').replace(/^\/v2/, '');
		if (this.reply) {
			this.sent.push({ method: String(request.method), path, body: undefined, at: 'nowhere' });
			response.writeHead(200, { 'content-type': 'application/json' });
			return void response.end(JSON.stringify(this.reply(path)));
		}
		const asked = this.pageSize ? path.replace(/\blimit=\d+/, `limit=${this.pageSize}`) : path;
		const answer = await fetch(this.target() + asked, {
			method: request.method,
			headers: headers as Record<string, string>,
			...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
		});
		const text = await answer.text();
		let body: unknown = text === '' ? undefined : JSON.parse(text);
		let at = 'nowhere';
		if (this.change && answer.ok && body !== undefined) ({ body, at } = changed(body, this.change));
		if (this.patch && answer.ok && body !== undefined)
			body = this.patch(body as Record<string, unknown>);
		this.sent.push({ method: String(request.method), path, body, at });
		const link = answer.headers.get('link');
		response.writeHead(answer.status, {
			'content-type': 'application/json',
			...(link && { link }),
		});
		response.end(body === undefined ? undefined : JSON.stringify(body));
	}
}
