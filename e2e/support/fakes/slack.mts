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

/** A file that was uploaded and shared. */
export interface SlackFile {
	channel: string;
	title: string;
	comment?: string;
	content: Buffer;
}

export interface FakeSlack {
	/** The bot token that is accepted. */
	token: string;
	/** Messages as they were received, the oldest first. */
	messages: SlackMessage[];
	/** Files in the order of their completion. */
	files: SlackFile[];
	/** Messages that are refused before the next one is taken. */
	refusals: number;
	/** Data of n8n's credential type `slackApi`. */
	credential: Record<string, unknown>;
}

export async function serveSlack(proxy: Mockttp): Promise<FakeSlack> {
	const token = 'xoxb-fake';
	const fake: FakeSlack = {
		token,
		messages: [],
		files: [],
		refusals: 0,
		credential: { accessToken: token },
	};
	const uploads = new Map<string, Buffer>();
	const { messages } = fake;
	await serve(proxy, 'slack.com', async (request, { pathname }): Promise<FakeResponse> => {
		// Slack says no with a 200.
		if (request.headers.authorization !== `Bearer ${token}`)
			return { json: { ok: false, error: 'invalid_auth' } };
		if (pathname === '/api/files.getUploadURLExternal') {
			const id = `F${uploads.size + 1}`;
			const upload_url = `https://files.slack.com/upload/v1/${id}`;
			return { json: { ok: true, upload_url, file_id: id } };
		}
		if (pathname === '/api/files.completeUploadExternal') {
			const done = (await request.body.getJson()) as {
				channel_id: string;
				initial_comment?: string;
				files: Array<{ id: string; title: string }>;
			};
			for (const { id, title } of done.files) {
				const content = uploads.get(id);
				if (content === undefined) return { json: { ok: false, error: 'file_not_found' } };
				const { channel_id: channel, initial_comment: comment } = done;
				fake.files.push({ channel, title, comment, content });
			}
			return { json: { ok: true, files: done.files } };
		}
		if (pathname !== '/api/chat.postMessage')
			return { json: { ok: false, error: 'unknown_method' } };
		const message = (await request.body.getJson()) as SlackMessage;
		if (fake.refusals > 0) {
			fake.refusals--;
			return { json: { ok: false, error: 'internal_error' } };
		}
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
	await serve(proxy, 'files.slack.com', async (request, { pathname }) => {
		uploads.set(pathname.split('/').at(-1) ?? '', request.body.buffer);
		return { json: { ok: true } };
	});
	return fake;
}
