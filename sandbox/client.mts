/**
 * Starts and controls a sandbox from tests and scripts. Node built-ins only, and no `import.meta`: jest loads this file as CommonJS.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Scope } from './api/keys.mts';
import type { PublishRequest, RecordTypeName } from './control/data.mts';
import type { FaultRule, FaultState } from './control/faults.mts';
import type { RefreshRequest, RefreshResult } from './control/refresh.mts';
import type { LoggedRequest, RequestFilter, Traffic } from './control/requestLog.mts';
import type { RequestViolation, ResponseViolation } from './control/violations.mts';
import type { WindowCount } from './api/fixedWindowCounter.mts';
import type { Settings } from './settings.mts';

export type { Fault, FaultRule, FaultState } from './control/faults.mts';
export type { LoggedRequest, RequestFilter } from './control/requestLog.mts';
export type { RefreshRequest, RefreshResult } from './control/refresh.mts';
export type { Settings } from './settings.mts';

export interface SandboxAddress {
	/** With the base path /v2. */
	apiUrl: string;
	controlUrl: string;
}

export type Summary = Traffic & { windows: WindowCount[] };

/** Client of the control API. A rejected call throws with the message of the control API. */
export interface Sandbox extends SandboxAddress {
	keys: { full: string; read: string; disabled: string };
	/** Creates new data, with the start settings as defaults. Clears faults, log, rate limit and idempotency. */
	reset(settings?: Partial<Settings>): Promise<Settings>;
	/** Changes settings that need no new data. @returns all settings */
	settings(patch?: Partial<Settings>): Promise<Settings>;
	refresh(request: RefreshRequest): Promise<RefreshResult>;
	/** Publishes posts on an account: its next refresh finds them. */
	publish(request: PublishRequest): Promise<void>;
	/** @returns the id of the rule */
	fault(rule: FaultRule): Promise<number>;
	faults(): Promise<FaultState[]>;
	clearFaults(): Promise<void>;
	requests(filter?: RequestFilter): Promise<LoggedRequest[]>;
	clearRequests(): Promise<void>;
	summary(): Promise<Summary>;
	/** Stored records with all fields: all of a type, or those with the given ids. */
	data(type: RecordTypeName, ids?: Array<string | number>): Promise<Array<Record<string, unknown>>>;
	/** Tracks new accounts, never refreshed yet. @returns their ids */
	addAccounts(count: number, platform?: 'instagram' | 'tiktok'): Promise<string[]>;
	deleteAccount(id: string): Promise<void>;
	addKey(
		key: string,
		options: { name: string; scopes?: Scope[]; disabled?: boolean },
	): Promise<void>;
	/** Sets the offset of the server's clock from the real one, in ms. */
	clock(skewMs: number): Promise<void>;
	violations(): Promise<{ requests: RequestViolation[]; responses: ResponseViolation[] }>;
	/** Ends the process. No-op for `connectSandbox`. */
	stop(): Promise<void>;
}

/** Settings, fixed ports (free ones by default), and the path of main.mts (this project's by default). */
export type StartOptions = Partial<Settings> & {
	mainPath?: string;
	ports?: { api: number; control: number };
};

const START_TIMEOUT_MS = 30_000;
/** Keeps URLs below the 16 KB that Node accepts. */
const IDS_PER_CALL = 200;

/** Starts a sandbox in a process of its own. By default it validates its responses and uses free ports. */
export async function startSandbox(options: StartOptions = {}): Promise<Sandbox> {
	const { mainPath = findMain(), ports = { api: 0, control: 0 }, ...settings } = options;
	const args = [
		'--port',
		String(ports.api),
		'--control-port',
		String(ports.control),
		'--exit-with-parent',
	];
	args.push('--settings', JSON.stringify({ validateResponses: true, ...settings }));
	const child = spawn(process.execPath, [mainPath, ...args], {
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const address = await new Promise<SandboxAddress>((resolve, reject) => {
		const timer = setTimeout(
			() => reject(new Error('The sandbox was not ready in time')),
			START_TIMEOUT_MS,
		);
		let output = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			output += text;
			const [, ready] = /^sandbox ready (.*)\n/m.exec(output) ?? [];
			if (ready === undefined) return;
			clearTimeout(timer);
			resolve(JSON.parse(ready) as SandboxAddress);
		});
		child.once('error', reject);
		void exited.then(() => {
			clearTimeout(timer);
			reject(
				new Error(
					`The sandbox ended before it was ready (it needs Node 24; this is ${process.version})`,
				),
			);
		});
	}).catch((error: unknown) => {
		child.kill();
		throw error;
	});
	// A process that forgets to stop the sandbox can still exit, and the sandbox exits with it.
	for (const handle of [child, child.stdin, child.stdout])
		(handle as unknown as { unref(): void }).unref();
	const stop = async (): Promise<void> => {
		child.ref();
		child.kill();
		await exited;
	};
	return { ...connectSandbox(address), stop };
}

/** Connects to a running sandbox. */
export function connectSandbox({ apiUrl, controlUrl }: SandboxAddress): Sandbox {
	const call = async <T,>(method: string, route: string, body?: unknown): Promise<T> => {
		const response = await fetch(controlUrl + route, {
			method,
			...(body === undefined
				? {}
				: { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
		});
		const text = await response.text();
		if (!response.ok)
			throw new Error(`Sandbox control ${method} ${route}: ${response.status} ${text}`);
		return (text === '' ? undefined : JSON.parse(text)) as T;
	};
	return {
		apiUrl,
		controlUrl,
		keys: { full: 'sandbox-full-key', read: 'sandbox-read-key', disabled: 'sandbox-disabled-key' },
		reset: (settings = {}) => call('POST', '/reset', settings),
		settings: (patch) =>
			patch === undefined ? call('GET', '/settings') : call('PATCH', '/settings', patch),
		refresh: (request) => call('POST', '/refresh', request),
		publish: (request) => call('POST', '/posts', request),
		fault: async (rule) => (await call<{ id: number }>('POST', '/faults', rule)).id,
		faults: () => call('GET', '/faults'),
		clearFaults: () => call('DELETE', '/faults'),
		requests: async (filter = {}) =>
			(await call<{ requests: LoggedRequest[] }>('GET', `/requests${queryOf({ ...filter })}`))
				.requests,
		clearRequests: () => call('DELETE', '/requests'),
		summary: () => call('GET', '/requests/summary'),
		data: async (type, ids) => {
			if (ids === undefined) return await call('GET', `/data/${type}`);
			const rows: Array<Record<string, unknown>> = [];
			for (let from = 0; from < ids.length; from += IDS_PER_CALL) {
				const some = ids.slice(from, from + IDS_PER_CALL).join(',');
				rows.push(...(await call<typeof rows>('GET', `/data/${type}${queryOf({ ids: some })}`)));
			}
			return rows;
		},
		addAccounts: async (count, platform) =>
			(await call<{ ids: string[] }>('POST', '/data/accounts', { count, platform })).ids,
		deleteAccount: (id) => call('DELETE', `/data/accounts/${encodeURIComponent(id)}`),
		addKey: (key, options) => call('PUT', `/keys/${encodeURIComponent(key)}`, options),
		clock: (skewMs) => call('POST', '/clock', { skewMs }),
		violations: () => call('GET', '/violations'),
		stop: async () => {},
	};
}

function queryOf(parameters: Record<string, string | number | undefined>): string {
	const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
	return given.length === 0
		? ''
		: `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
}

/** sandbox/main.mts of the project in which the process was started. */
function findMain(): string {
	for (let folder = process.cwd(); ; folder = path.dirname(folder)) {
		const candidate = path.join(folder, 'sandbox', 'main.mts');
		if (existsSync(candidate) && existsSync(path.join(folder, 'package.json'))) return candidate;
		if (path.dirname(folder) === folder)
			throw new Error(`No sandbox/main.mts in or above ${process.cwd()}`);
	}
}
