/**
 * Fakes of the services that n8n calls: an intercepting proxy that answers for Google, Slack, OpenAI and QuickChart. n8n's own
 * nodes run unmodified; they find the proxy by HTTPS_PROXY and trust its certificates by NODE_EXTRA_CA_CERTS.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { generateCACertificate, getLocal, type CompletedRequest, type Mockttp } from 'mockttp';
import { LOOPBACK } from '../ports.mts';
import { serveGoogle, type FakeGoogle } from './google.mts';
import { serveModel, type FakeModel } from './model.mts';
import { serveQuickChart, type FakeQuickChart } from './quickChart.mts';
import { serveSlack, type FakeSlack } from './slack.mts';

export interface Fakes {
	/** For the n8n process. */
	env: NodeJS.ProcessEnv;
	google: FakeGoogle;
	slack: FakeSlack;
	model: FakeModel;
	quickChart: FakeQuickChart;
	/** Requested URLs for which there is no fake. They got a 502. */
	unexpectedUrls: string[];
	stop(): Promise<void>;
}

/** Response of a fake: JSON, or bytes of a type. */
export type FakeResponse = { status?: number } & (
	| { json: unknown }
	| { body: Buffer; contentType: string }
);

export type Service = (request: CompletedRequest, url: URL) => FakeResponse | Promise<FakeResponse>;

/** Starts the proxy with all fakes. */
export async function startFakes(): Promise<Fakes> {
	const dir = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-fakes-'));
	const authority = await generateCACertificate({
		subject: { commonName: 'CreatorAudit end-to-end tests' },
	});
	const authorityFile = path.join(dir, 'authority.pem');
	await writeFile(authorityFile, authority.cert);
	const proxy = getLocal({ https: authority, recordTraffic: false });
	await proxy.start();
	const unexpectedUrls: string[] = [];
	await proxy.forUnmatchedRequest().thenCallback(({ url }) => {
		unexpectedUrls.push(url);
		return { statusCode: 502, body: 'There is no fake for this address' };
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
		quickChart: await serveQuickChart(proxy),
		unexpectedUrls,
		stop: async () => {
			await proxy.stop();
			await rm(dir, { recursive: true, force: true });
		},
	};
}

/** Answers every request for a host. What the service throws becomes a 500 with its message. */
export async function serve(proxy: Mockttp, host: string, service: Service): Promise<void> {
	await proxy
		.forAnyRequest()
		.forHostname(host)
		.always()
		.thenCallback(async (request) => {
			const response = await service(request, new URL(request.url));
			const { status: statusCode = 200 } = response;
			return 'json' in response
				? { statusCode, json: response.json }
				: { statusCode, rawBody: response.body, headers: { 'content-type': response.contentType } };
		});
}
