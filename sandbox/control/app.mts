/** The control API: tests use it to set up data, trigger refreshes and faults, and read the request log. JSON, no keys. */
import { Readable } from 'node:stream';
import Fastify, { type FastifyInstance } from 'fastify';
import type { ApiKey } from '../api/keys.mts';
import { parseSettings, SettingsError } from '../settings.mts';
import type { SandboxState } from '../state.mts';
import type { Platform } from '../world/records.mts';
import {
	addAccounts,
	publish,
	RECORD_TYPES,
	recordsAsJson,
	type PublishRequest,
	type RecordTypeName,
} from './data.mts';
import type { FaultRule } from './faults.mts';
import { refresh, UnknownIdError, type RefreshRequest } from './refresh.mts';
import {
	ADD_ACCOUNTS_SCHEMA,
	CLOCK_SCHEMA,
	FAULT_SCHEMA,
	KEY_SCHEMA,
	POSTS_SCHEMA,
	REFRESH_SCHEMA,
} from './schemas.mts';

/** Answered with 404. */
class NotFound extends Error {}

/** Builds the server; it does not listen yet. */
export function createControl(state: SandboxState): FastifyInstance {
	const app = Fastify({
		forceCloseConnections: true,
		bodyLimit: 64 * 1024 * 1024,
		routerOptions: { maxParamLength: 500 },
		ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allErrors: true } },
	});
	app.setErrorHandler(async (error: Error & { validation?: unknown }, _request, reply) => {
		const theirs =
			error.validation !== undefined ||
			error instanceof SettingsError ||
			error instanceof SyntaxError;
		const status =
			error instanceof NotFound || error instanceof UnknownIdError ? 404 : theirs ? 400 : 500;
		return await reply.code(status).send({ error: error.message });
	});
	addSettings(app, state);
	addEvents(app, state);
	addRequests(app, state);
	addData(app, state);
	return app;
}

function addSettings(app: FastifyInstance, state: SandboxState): void {
	app.get('/health', () => ({ status: 'ok' }));
	app.get('/settings', () => state.settings);
	app.patch('/settings', ({ body }) => {
		state.change(parseSettings(body, true));
		return state.settings;
	});
	app.post('/reset', ({ body }) => {
		state.reset(parseSettings(body ?? {}));
		return state.settings;
	});
	app.post('/clock', { schema: { body: CLOCK_SCHEMA } }, ({ body }) => {
		state.change({ clockSkewMs: (body as { skewMs: number }).skewMs });
		return { now: new Date(state.now()).toISOString() };
	});
	app.put('/keys/:key', { schema: { body: KEY_SCHEMA } }, ({ params, body }) => {
		const key: ApiKey = {
			scopes: ['read', 'write', 'admin'],
			disabled: false,
			...(body as Partial<ApiKey> & { name: string }),
		};
		state.keys.set((params as { key: string }).key, key);
		return key;
	});
}

function addEvents(app: FastifyInstance, state: SandboxState): void {
	app.post('/refresh', { schema: { body: REFRESH_SCHEMA } }, ({ body }) =>
		refresh(state, body as RefreshRequest),
	);
	app.post('/posts', { schema: { body: POSTS_SCHEMA } }, async ({ body }, reply) => {
		publish(state, body as PublishRequest);
		return await reply.code(204).send();
	});
	app.post('/faults', { schema: { body: FAULT_SCHEMA } }, ({ body }) => ({
		id: state.faults.add(body as FaultRule),
	}));
	app.get('/faults', () => state.faults.list());
	app.delete('/faults', async (_request, reply) => {
		state.faults.clear();
		return await reply.code(204).send();
	});
}

function addRequests(app: FastifyInstance, state: SandboxState): void {
	app.get('/requests', ({ query }) => {
		const { method, path, since } = query as { method?: string; path?: string; since?: string };
		const requests = state.log.list({
			method,
			path,
			since: since === undefined ? undefined : Number(since),
		});
		return { requests, total: state.log.traffic.total };
	});
	app.delete('/requests', async (_request, reply) => {
		state.log.clear();
		return await reply.code(204).send();
	});
	app.get('/requests/summary', () => ({
		...state.log.traffic,
		windows: state.requestCounter.windows,
	}));
	app.get('/violations', () => ({
		requests: state.violations.requests,
		responses: state.violations.responses,
	}));
}

function addData(app: FastifyInstance, state: SandboxState): void {
	app.get('/data/:kind', async ({ params, query }, reply) => {
		const { kind } = params as { kind: string };
		if (!Object.hasOwn(RECORD_TYPES, kind))
			throw new NotFound(`There are ${Object.keys(RECORD_TYPES).join(', ')}, but no ${kind}`);
		const { ids } = query as { ids?: string };
		const pieces = recordsAsJson(
			state.world,
			kind as RecordTypeName,
			ids === undefined ? null : ids.split(',').filter((id) => id !== ''),
		);
		return await reply.type('application/json').send(Readable.from(pieces));
	});
	app.post('/data/accounts', { schema: { body: ADD_ACCOUNTS_SCHEMA } }, ({ body }) => {
		const { count, platform } = body as { count: number; platform?: Platform };
		return { ids: addAccounts(state, count, platform) };
	});
	app.delete('/data/accounts/:id', async ({ params }, reply) => {
		const { id } = params as { id: string };
		const account = state.world.accounts.get(id);
		if (account === undefined) throw new NotFound(`There is no account ${id}`);
		state.world.removeAccount(account);
		return await reply.code(204).send();
	});
}
