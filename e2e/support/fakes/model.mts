/** OpenAI's chat completions (https://platform.openai.com/docs/api-reference/chat) by a model with scripted replies. */
import type { Mockttp } from 'mockttp';
import { serve } from './proxy.mts';

export interface ChatMessage {
	role: 'system' | 'user' | 'assistant' | 'tool';
	content: unknown;
	tool_calls?: unknown;
	tool_call_id?: string;
}

/** A tool as it is offered to the model. */
export interface ToolOffer {
	name: string;
	description: string;
	/** JSON Schema of the arguments. */
	parameters: {
		properties?: Record<string, { type?: string; description?: string }>;
		required?: string[];
	};
}

export interface ChatRequest {
	messages: ChatMessage[];
	tools: ToolOffer[];
}

/** A reply of the model: text, or a tool call. */
export type Reply = { text: string } | { tool: string; args: Record<string, unknown> };

export interface FakeModel {
	/** Gives the reply to each request, in order. */
	script: Array<(request: ChatRequest) => Reply>;
	/** Received requests. */
	requests: ChatRequest[];
	/** Data of n8n's credential type `openAiApi`. */
	credential: Record<string, unknown>;
}

export async function serveModel(proxy: Mockttp): Promise<FakeModel> {
	const apiKey = 'sk-fake';
	const fake: FakeModel = {
		script: [],
		requests: [],
		credential: { apiKey, url: 'https://api.openai.com/v1' },
	};
	await serve(proxy, 'api.openai.com', async (request, { pathname }) => {
		if (request.headers.authorization !== `Bearer ${apiKey}`)
			return failure(401, 'Incorrect API key provided');
		if (pathname !== '/v1/chat/completions') return failure(404, `The fake has no ${pathname}`);
		const body = (await request.body.getJson()) as {
			model: string;
			messages: ChatMessage[];
			tools?: Array<{ function: ToolOffer }>;
			stream?: boolean;
		};
		if (body.stream) return failure(400, 'The fake does not stream');
		const asked: ChatRequest = {
			messages: body.messages,
			tools: (body.tools ?? []).map((tool) => tool.function),
		};
		fake.requests.push(asked);
		const think = fake.script.shift();
		if (think === undefined) return failure(400, 'The fake has nothing more to say');
		const reply = think(asked);
		const message =
			'text' in reply
				? { role: 'assistant', content: reply.text }
				: {
						role: 'assistant',
						content: null,
						tool_calls: [toolCall(reply.tool, reply.args, fake.requests.length)],
					};
		return {
			json: {
				id: `chatcmpl-${fake.requests.length}`,
				object: 'chat.completion',
				created: 1_700_000_000,
				model: body.model,
				choices: [{ index: 0, message, finish_reason: 'text' in reply ? 'stop' : 'tool_calls' }],
				usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
			},
		};
	});
	return fake;
}

/** Text of the newest tool result in a conversation. */
export function lastToolResult({ messages }: ChatRequest): string {
	const { content } = messages.findLast(({ role }) => role === 'tool') ?? {};
	return typeof content === 'string' ? content : JSON.stringify(content ?? null);
}

function toolCall(name: string, args: Record<string, unknown>, n: number) {
	return { id: `call_${n}`, type: 'function', function: { name, arguments: JSON.stringify(args) } };
}

function failure(status: number, message: string) {
	return { status, json: { error: { message, type: 'invalid_request_error' } } };
}
