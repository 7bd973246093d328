import type { ApiFailure } from './failure';

/** What happened, and what to do next; both in the words of somebody who does not program. */
export interface FailureText {
	message: string;
	advice: string;
}

const NOUNS: Record<string, string> = {
	accounts: 'account',
	'account-videos': 'account video',
	videos: 'video',
	creators: 'creator',
};

/** `1 minute 30 seconds` */
function duration(ms: number): string {
	const seconds = Math.ceil(ms / 1000);
	if (seconds < 120) return `${seconds} second${seconds === 1 ? '' : 's'}`;
	const minutes = Math.ceil(seconds / 60);
	return minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}

/** What a path is about: `account "…"` for /accounts/…, `accounts` for /accounts. */
export function subjectOf(path: string): string {
	const [collection = '', id] = path.split('?')[0].split('/').filter(Boolean);
	const noun = NOUNS[collection];
	if (!noun) return `"${path}"`;
	if (id === undefined || /^(top|metrics|deltas)$/.test(id)) return `${noun}s`;
	let shown = id;
	try {
		shown = decodeURIComponent(id);
	} catch {
		// Not an encoding of anything: shown as it is.
	}
	return `${noun} "${shown}"`;
}

const DOING: Record<string, string> = { GET: 'read', POST: 'send', PUT: 'change', PATCH: 'change', DELETE: 'delete' };

function ofStatus({ request, status, problem, gaveUp, retryAfterMs, attempts }: ApiFailure): FailureText {
	const subject = subjectOf(request.path);
	const tried = attempts > 1 ? ` after ${attempts} tries` : '';
	switch (problem?.code) {
		case 'UNAUTHORIZED':
			return {
				message: 'CreatorAudit does not accept the API key',
				advice: 'Open the credential, paste the key again from the CreatorAudit dashboard and save. A key is shown only once: make a new one if it is lost.',
			};
		case 'INSUFFICIENT_SCOPE':
			return {
				message: `The API key may only read, so it cannot ${DOING[request.method] ?? 'use'} ${subject}`,
				advice: 'Use a key with the scope "write". Scopes are set in the CreatorAudit dashboard when a key is made.',
			};
		case 'QUOTA_EXCEEDED':
			return {
				message: 'Your organization has reached its number of tracked accounts',
				advice: 'Stop tracking accounts that you no longer need, or ask CreatorAudit to raise the limit.',
			};
		case 'FORBIDDEN':
			return {
				message: 'The API key or the subscription is not active',
				advice: 'Check in the CreatorAudit dashboard that the key is enabled and the subscription is paid.',
			};
		case 'NOT_FOUND':
			return {
				message: `CreatorAudit does not know the ${subject}`,
				advice: 'Check the ID. It must belong to your organization and still be tracked. If nothing at all is found, check the Base URL in the credential.',
			};
		case 'CONFLICT':
			return {
				message: `CreatorAudit refused the change because it conflicts with what is there already (${subject})`,
				advice: 'It exists already, or the account belongs to another creator. For Track, set the option "If It Exists" to return the existing one.',
			};
		case 'VALIDATION_ERROR':
			return { message: `CreatorAudit did not accept the values sent for ${subject}`, advice: 'Correct the fields named below.' };
		case 'RATE_LIMITED':
			return {
				message:
					gaveUp === 'wait too long'
						? `The API key's request quota is used up; CreatorAudit asks to wait ${duration(retryAfterMs ?? 0)}, longer than "Max Wait" allows`
						: `The API key's request quota is used up${tried}`,
				advice: 'Raise the option "Max Wait", run the workflow later, or use fewer requests: Get Metrics takes many accounts in one call.',
			};
		default:
			break;
	}
	if ((status ?? 0) >= 500) {
		const wait =
			gaveUp === 'wait too long' ? ` and asks to wait ${duration(retryAfterMs ?? 0)}, longer than "Max Wait" allows` : tried;
		const unclear =
			gaveUp === 'not repeatable'
				? ' The request was not repeated, because it may have been carried out: look before you run it again.'
				: '';
		return {
			message: `CreatorAudit has a problem at the moment${wait}`,
			advice: `Run the workflow again in a few minutes. If it lasts, tell CreatorAudit's support the request ID.${unclear}`,
		};
	}
	return { message: `CreatorAudit refused the request for ${subject}`, advice: 'See what CreatorAudit says below.' };
}

function ofNetwork({ baseUrl, networkCode, attempts, gaveUp }: ApiFailure): FailureText {
	const { host } = new URL(baseUrl);
	const tried = attempts > 1 ? ` (${attempts} tries)` : '';
	const unclear = gaveUp === 'not repeatable' ? ' The request was not repeated, because it may have been carried out.' : '';
	if (networkCode === 'ENOTFOUND' || networkCode === 'EAI_AGAIN') {
		return { message: `The address ${host} was not found${tried}`, advice: 'Check the Base URL in the credential and the network of your n8n server.' };
	}
	if (networkCode === 'ECONNREFUSED') {
		return {
			message: `Nothing answers at ${host}${tried}`,
			advice: 'Check host and port of the Base URL in the credential. If they are right, the API is down or a firewall is in between.',
		};
	}
	if (networkCode === 'ETIMEDOUT' || networkCode === 'ECONNABORTED') {
		return { message: `${host} did not answer in time${tried}`, advice: `Try again later.${unclear}` };
	}
	if (networkCode?.includes('CERT') || networkCode?.includes('SIGNED') || networkCode?.includes('TLS')) {
		return { message: `The secure connection to ${host} failed`, advice: 'Check the Base URL in the credential, and a proxy that may sit in between.' };
	}
	return { message: `The connection to ${host} broke off${tried}`, advice: `Try again later.${unclear}` };
}

/** Puts a failure into words. Pure. */
export function describeFailure(failure: ApiFailure): FailureText {
	const { host } = new URL(failure.baseUrl);
	switch (failure.kind) {
		case 'status':
			return ofStatus(failure);
		case 'network':
			return ofNetwork(failure);
		case 'redirect':
			return {
				message: `${host} sends requests on to another address, which was not followed, so that the API key stays where it belongs`,
				advice: 'Check the Base URL in the credential.',
			};
		case 'not json':
			return {
				message: `${host} answered with something that is not CreatorAudit's data, probably a web page`,
				advice: 'Check the Base URL in the credential. It should be https://api.creatoraudit.com/v2 unless you were told another one.',
			};
		case 'no body':
			return { message: `${host} says that nothing changed, but has never sent the data`, advice: 'Try again. A cache between n8n and CreatorAudit may be broken.' };
		case 'unsent':
			return { message: failure.note ?? 'n8n did not send the request', advice: 'Check the CreatorAudit credential of this step.' };
		case 'quota':
			return {
				message: `The API key's request quota is used up and returns in ${duration(failure.retryAfterMs ?? 0)}, longer than this step may wait`,
				advice: 'Raise the option "Max Wait", run the workflow later, or use fewer requests: Get Metrics takes many accounts in one call.',
			};
		case 'cancelled':
			return { message: 'The execution was cancelled', advice: 'Nothing more was sent to CreatorAudit.' };
	}
}
