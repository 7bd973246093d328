/** The API's HTTP server: one route per operation of the contract. */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Operation } from '../contract/operations.mts';
import type { SandboxState } from '../state.mts';
import { RequestPipeline } from './requestPipeline.mts';
import { HANDLERS } from './operations/index.mts';
import { ApiProblem } from './problem.mts';

/** Where the API lives below the server's root. */
export const BASE_PATH = '/v2';

/** Larger than any test sends: Fastify rejects at the limit while the client still sends, which it may see as a broken connection. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** Long enough that malformed ids reach their handler, which answers 422. */
const MAX_ID_LENGTH = 10_000;

/**
 * Builds the server; it does not listen yet.
 * @throws Error when an operation of the contract has no handler
 */
export function createApi(state: SandboxState): FastifyInstance {
	const app = Fastify({
		bodyLimit: MAX_BODY_BYTES,
		// The whole address, as a proxy gets it, means the same (RFC 9112, 3.2.2).
		rewriteUrl: ({ url = '/' }) => url.replace(/^https?:\/\/[^/?#]*/i, ''),
		forceCloseConnections: true,
		exposeHeadRoutes: false,
		routerOptions: { maxParamLength: MAX_ID_LENGTH },
		// A URL that cannot be decoded reaches no route and no hook.
		frameworkErrors: (error, request, reply) => {
			new RequestPipeline(state, { operation: null, request, reply, path: pathOf(request) }).refuse(
				new ApiProblem('BAD_REQUEST', error.message),
			);
		},
	});
	const pipelines = new WeakMap<FastifyRequest, RequestPipeline>();

	// Bodies stay bytes: the pipeline checks their type and parses them.
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

	app.addHook('onRequest', async (request, reply) => {
		const operation = (request.routeOptions.config as { operation?: Operation }).operation ?? null;
		pipelines.set(
			request,
			new RequestPipeline(state, { operation, request, reply, path: pathOf(request) }),
		);
	});

	const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
		await pipelines.get(request)?.answer();
		return reply;
	};
	for (const operation of state.contract.operations) {
		if (HANDLERS[operation.operationId] === undefined)
			throw new Error(`No handler for the operation ${operation.operationId}`);
		app.route({
			method: operation.method,
			url: BASE_PATH + operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
			config: { operation },
			handler: answer,
		});
	}
	app.setNotFoundHandler(answer);

	// Whatever breaks before the handler runs, such as a body beyond the limit.
	app.setErrorHandler(async (error: Error, request, reply) => {
		pipelines.get(request)?.refuse(new ApiProblem('BAD_REQUEST', error.message));
		return reply;
	});
	return app;
}

/** The path below the base path, as it was sent. */
function pathOf({ url }: FastifyRequest): string {
	const path = url.split('?')[0] as string;
	return path.startsWith(`${BASE_PATH}/`) ? path.slice(BASE_PATH.length) : path;
}
