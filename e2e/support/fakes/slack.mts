/** Slack's Web API as far as a message is posted (https://docs.slack.dev/reference/methods/chat.postMessage). */
import type { Mockttp } from 'mockttp';
import { serve, type FakeResponse } from './proxy.mts';

export interface SlackMessage {
	/** ID or #name. */
	channel: string;
	text?: string;
	blocks?: SlackBlock[];
	[field: string]: unknown;
}

export interface SlackBlock {
	type: string;
	text?: { type: string; text: string };
	fields?: Array<{ type: string; text: string }>;
	elements?: Array<{ type: string; text: string }>;
}

export interface FakeSlack {
	/** The bot token that is accepted. */
	token: string;
	/** Messages as they were received, the oldest first. */
	messages: SlackMessage[];
	/** Data of n8n's credential type `slackApi`. */
	credential: Record<string, unknown>;
}

export async function serveSlack(proxy: Mockttp): Promise<FakeSlack> {
	const token = 'xoxb-fake';
	const messages: SlackMessage[] = [];
	await serve(proxy, 'slack.com', async (request, { pathname }): Promise<FakeResponse> => {
		// Slack says no with a 200.
		if (request.headers.authorization !== `Bearer ${token}`)
			return { json: { ok: false, error: 'invalid_auth' } };
		if (pathname !== '/api/chat.postMessage')
			return { json: { ok: false, error: 'unknown_method' } };
		const message = (await request.body.getJson()) as SlackMessage;
		if (!message.channel) return { json: { ok: false, error: 'channel_not_found' } };
		if (!message.text && !message.blocks?.length) return { json: { ok: false, error: 'no_text' } };
		messages.push(message);
		const ts = `${1_700_000_000 + messages.length}.000100`;
		return {
			json: {
				ok: true,
				channel: 'C0FAKE',
				ts,
				message: { type: 'message', text: message.text, ts },
			},
		};
	});
	return { token, messages, credential: { accessToken: token } };
}
