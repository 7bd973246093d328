/**
 * The internet as n8n sees it during a test: an intercepting proxy behind which stand-ins answer for Google, Slack and OpenAI. n8n's own
 * nodes run unmodified; they find the proxy by HTTPS_PROXY and trust its certificates by NODE_EXTRA_CA_CERTS.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { generateCACertificate, getLocal, type CompletedRequest, type Mockttp } from 'mockttp';
import { LOOPBACK } from '../ports.mts';
import { serveGoogle, type GoogleStandIn } from './google.mts';
import { serveModel, type ModelStandIn } from './model.mts';
import { serveSlack, type SlackStandIn } from './slack.mts';

export interface Internet {
	/** For the n8n process. */
	env: NodeJS.ProcessEnv;
	google: GoogleStandIn;
	slack: SlackStandIn;
	model: ModelStandIn;
	/** Addresses that somebody asked for and that nobody stands in for. They got a 502. */
	strangers: string[];
	stop(): Promise<void>;
}

/** What a stand-in answers; `json` becomes the body. */
export interface Answer {
	status?: number;
	json: unknown;
}

export type Service = (request: CompletedRequest, url: URL) => Answer | Promise<Answer>;

/** Starts the proxy with all stand-ins. */
export async function startInternet(): Promise<Internet> {
	const dir = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-internet-'));
	const authority = await generateCACertificate({
		subject: { commonName: 'CreatorAudit end-to-end tests' },
	});
	const authorityFile = path.join(dir, 'authority.pem');
	await writeFile(authorityFile, authority.cert);
	const proxy = getLocal({ https: authority, recordTraffic: false });
	await proxy.start();
	const strangers: string[] = [];
	await proxy.forUnmatchedRequest().thenCallback(({ url }) => {
		strangers.push(url);
		return { statusCode: 502, body: 'Nobody stands in for this address' };
	});
	return {
		env: {
			HTTPS_PROXY: `http://${LOOPBACK}:${proxy.port}`,
			NO_PROXY: `localhost,${LOOPBACK}`,
			NODE_EXTRA_CA_CERTS: authorityFile,
		},
		google: await serveGoogle(proxy),
		slack: await serveSlack(proxy),
		model: await serveModel(proxy),
		strangers,
		stop: async () => {
			await proxy.stop();
			await rm(dir, { recursive: true, force: true });
		},
	};
}

/** Answers every request for a host, as JSON. What the service throws becomes a 500 with its message. */
export async function serve(proxy: Mockttp, host: string, service: Service): Promise<void> {
	await proxy
		.forAnyRequest()
		.forHostname(host)
		.always()
		.thenCallback(async (request) => {
			const { status = 200, json } = await service(request, new URL(request.url));
			return { statusCode: status, json };
		});
}
