/** HTTP client of n8n's internal REST API: login and session. */
import type { UserFolder } from './folder.mts';

export interface Login {
	email: string;
	password: string;
}

/** URL and install of a server. */
export interface Address {
	url: string;
	folder: Pick<UserFolder, 'n8nDir'>;
}

/** The owner of temporary instances. */
export const TEST_OWNER: Login = { email: 'owner@example.com', password: 'Creator-audit-1' };

/** An error response of n8n, with its message. */
export class RestError extends Error {
	readonly status: number;

	constructor(status: number, request: string, message: string) {
		super(`${request}: ${status} ${message}`);
		this.status = status;
	}
}

/** n8n rejects a session that is used with another browser id. */
const BROWSER_ID = 'creatoraudit-e2e';

/** A session. It stays valid after a restart of the server on the same port and folder. */
export class RestClient {
	readonly url: string;
	#cookie = '';

	constructor(url: string) {
		this.url = url;
	}

	/** Logs in. On a new instance it creates the owner first. */
	async logIn(login: Login): Promise<void> {
		const settings = await this.get<{ userManagement: { showSetupOnFirstLoad?: boolean } }>(
			'/settings',
		);
		if (settings.userManagement.showSetupOnFirstLoad) {
			await this.post('/owner/setup', { ...login, firstName: 'Sandbox', lastName: 'Owner' });
		} else {
			await this.post('/login', { ...login, emailOrLdapLoginId: login.email });
		}
	}

	async get<T = unknown>(route: string): Promise<T> {
		return await this.request<T>('GET', route);
	}

	async post<T = unknown>(route: string, body: unknown = {}): Promise<T> {
		return await this.request<T>('POST', route, body);
	}

	async patch<T = unknown>(route: string, body: unknown): Promise<T> {
		return await this.request<T>('PATCH', route, body);
	}

	/**
	 * Any request below /rest.
	 * @returns the answer without its envelope
	 * @throws RestError
	 */
	async request<T = unknown>(method: string, route: string, body?: unknown): Promise<T> {
		const response = await fetch(`${this.url}/rest${route}`, {
			method,
			headers: {
				'browser-id': BROWSER_ID,
				...(this.#cookie === '' ? {} : { cookie: this.#cookie }),
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const [session] = response.headers
			.getSetCookie()
			.filter((cookie) => cookie.startsWith('n8n-auth='));
		if (session !== undefined) this.#cookie = session.slice(0, session.indexOf(';'));
		const text = await response.text();
		const answer = text === '' ? {} : parsed(text);
		if (!response.ok)
			throw new RestError(response.status, `${method} ${route}`, answer.message ?? text);
		return ('data' in answer ? answer.data : answer) as T;
	}

	/** A GET request outside of /rest. */
	async fetch(route: string): Promise<Response> {
		return await fetch(this.url + route, {
			headers: { 'browser-id': BROWSER_ID, cookie: this.#cookie },
		});
	}
}

function parsed(text: string): { data?: unknown; message?: string } {
	try {
		return JSON.parse(text) as { data?: unknown };
	} catch {
		return { message: text.slice(0, 500) };
	}
}
