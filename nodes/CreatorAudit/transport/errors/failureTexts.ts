import type { ApiFailure } from './failure';
import type { ApiRequest, CallSource } from '../types';

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

/** Characters of an id or a path that a message shows. */
const LONGEST_SUBJECT = 120;

const shorten = (text: string): string =>
	text.length > LONGEST_SUBJECT ? `${text.slice(0, LONGEST_SUBJECT)}…` : text;

/** `90 seconds`, `5 minutes`, `3 hours`, `10 days`: rounded up. */
function duration(ms: number): string {
	const seconds = Math.ceil(ms / 1000);
	if (seconds < 120) return `${seconds} second${seconds === 1 ? '' : 's'}`;
	const minutes = Math.ceil(seconds / 60);
	if (minutes < 120) return `${minutes} minutes`;
	const hours = Math.ceil(minutes / 60);
	return hours < 48 ? `${hours} hours` : `${Math.ceil(hours / 24)} days`;
}

/** What bounds a pause, and what to do when it is too long, in any case and for the quota. Only a step has an option for it (fields/options.ts). */
interface SourceTexts {
	bound: string;
	self: string;
	later: string;
	fewer: string;
}

const EDITOR: SourceTexts = {
	bound: 'the editor waits',
	self: 'the editor',
	later: 'Try again later.',
	fewer: 'Workflows that use the same API key take from the same quota.',
};

const WAITERS: Record<CallSource, SourceTexts> = {
	item: {
		bound: '"Max Wait (Seconds)" allows',
		self: 'this step',
		later: 'Run the workflow again later, or raise the option "Max Wait (Seconds)".',
		fewer: 'Fewer requests help, too: Get Metrics takes many accounts in one call.',
	},
	poll: {
		bound: 'a poll may wait',
		self: 'this poll',
		later: 'Nothing is lost: a later poll goes on.',
		fewer:
			'If it happens often, poll less often, narrow the filters, or give this workflow an API key of its own.',
	},
	test: EDITOR,
	list: EDITOR,
};

/** `asks to wait 2 minutes, longer than …`; empty when the server named no pause, or the call did not give up for it. */
function tooLong({ gaveUp, retryAfterMs, source = 'item' }: ApiFailure): string {
	if (gaveUp !== 'wait too long' || !retryAfterMs) return '';
	return `asks to wait ${duration(retryAfterMs)}, longer than ${WAITERS[source].bound}`;
}

/** What to keep in mind when a create failed, and nobody knows whether it was carried out. */
function caution({ request, outcomeUnknown, gaveUp }: ApiFailure): string {
	if (!outcomeUnknown || request.method !== 'POST' || request.readOnly) return '';
	const repeated = gaveUp === 'not retryable' ? 'The request was not repeated, because it' : 'It';
	return ` ${repeated} may have taken effect: look before you run it again.`;
}

/** `account "…"`, the id as it was before it was encoded. */
function named(noun: string, id: string): string {
	let shown = id;
	try {
		shown = decodeURIComponent(id);
	} catch {
		// Not an encoding of anything: shown as it is.
	}
	return `${noun} "${shorten(shown)}"`;
}

/**
 * What a path is about: `account "…"` for /accounts/…, `accounts` for /accounts. For /creators/…/accounts/… both are named, since an
 * answer does not tell which of them it means.
 */
export function subjectOf(path: string): string {
	const [collection = '', id, part = '', partId] = path.split('?')[0].split('/').filter(Boolean);
	const noun = NOUNS[collection];
	if (!noun) return `"${shorten(path)}"`;
	if (id === undefined || /^(top|metrics|deltas)$/.test(id)) return `${noun}s`;
	const other = partId !== undefined && NOUNS[part] ? ` or the ${named(NOUNS[part], partId)}` : '';
	return named(noun, id) + other;
}

const DOING: Record<string, string> = {
	GET: 'read',
	POST: 'add',
	PUT: 'change',
	PATCH: 'change',
	DELETE: 'delete',
};

/** What a request was to do with its subject; `send to` for a POST to an address of which nothing is known. */
function doing({ method, path }: ApiRequest, subject: string): string {
	if (/\/(metrics|deltas)$/.test(path)) return 'get metrics of';
	return method === 'POST' && subject.startsWith('"') ? 'send to' : (DOING[method] ?? 'use');
}

function ofStatus(failure: ApiFailure): FailureText {
	const { request, status, problem, attempts, source = 'item' } = failure;
	const { later, fewer } = WAITERS[source];
	const subject = subjectOf(request.path);
	const pause = tooLong(failure);
	const tried = attempts > 1 ? ` after ${attempts} tries` : '';
	switch (problem?.code) {
		case 'UNAUTHORIZED':
			return {
				message: 'CreatorAudit does not accept the API key',
				advice:
					'Open the credential, paste the key again from the CreatorAudit dashboard and save. CreatorAudit shows a key only once: make a new one if you lost it.',
			};
		case 'INSUFFICIENT_SCOPE':
			return {
				message: `The API key may only read, so it cannot ${doing(request, subject)} ${subject}`,
				advice:
					'Use a key with the scope "write". You choose scopes in the CreatorAudit dashboard when you make a key.',
			};
		case 'QUOTA_EXCEEDED':
			return {
				message: 'Your organization has reached its number of tracked accounts',
				advice:
					'Stop tracking accounts that you no longer need, or ask CreatorAudit to raise the limit.',
			};
		case 'FORBIDDEN':
			return {
				message: 'The API key or the subscription is not active',
				advice:
					'Check in the CreatorAudit dashboard that the key is enabled and the subscription is paid.',
			};
		case 'NOT_FOUND':
			return {
				message: subject.startsWith('"')
					? `CreatorAudit has nothing at ${subject}`
					: `CreatorAudit does not know the ${subject}`,
				advice:
					'Check the ID: CreatorAudit must still track it for your organization. If no ID works, check the Base URL in the credential.',
			};
		case 'CONFLICT':
			return {
				message: `CreatorAudit refused the change because it conflicts with what is there already (${subject})`,
				advice:
					'It exists already, or the account belongs to another creator. For Track, set the option "If It Exists" to return the existing one or to update it.',
			};
		case 'VALIDATION_ERROR':
			return {
				message: `CreatorAudit did not accept the values sent for ${subject}`,
				advice: 'Correct the fields named below.',
			};
		case 'RATE_LIMITED':
			return {
				message: `The API key's request quota is used up${pause ? `; CreatorAudit ${pause}` : tried}`,
				advice: `${later} ${fewer}`,
			};
		default:
			break;
	}
	if ((status ?? 0) >= 500) {
		return {
			message: `CreatorAudit has a problem at the moment${pause ? ` and ${pause}` : tried}`,
			advice: `${source === 'item' && !pause ? 'Run the workflow again in a few minutes.' : later} If it lasts, tell CreatorAudit's support the request ID.${caution(failure)}`,
		};
	}
	return {
		message: `CreatorAudit refused the request for ${subject}`,
		advice: 'See what CreatorAudit says below.',
	};
}

function ofNetwork(failure: ApiFailure): FailureText {
	const { baseUrl, networkCode, attempts } = failure;
	const { host } = new URL(baseUrl);
	const tried = attempts > 1 ? ` (${attempts} tries)` : '';
	if (networkCode === 'ENOTFOUND' || networkCode === 'EAI_AGAIN') {
		return {
			message: `The address ${host} was not found${tried}`,
			advice: 'Check the Base URL in the credential and the network of your n8n server.',
		};
	}
	if (networkCode === 'ECONNREFUSED') {
		return {
			message: `Nothing answers at ${host}${tried}`,
			advice:
				'Check host and port of the Base URL in the credential. If they are right, the API is down or a firewall is in between.',
		};
	}
	if (networkCode === 'ETIMEDOUT' || networkCode === 'ECONNABORTED') {
		return {
			message: `${host} did not answer in time${tried}`,
			advice: `Try again later.${caution(failure)}`,
		};
	}
	if (networkCode && /CERT|SIGNED|TLS|UNABLE_TO_VERIFY/.test(networkCode)) {
		return {
			message: `The secure connection to ${host} failed`,
			advice:
				'Check the Base URL in the credential. "Ignore SSL Issues" changes nothing: the API key goes only to a server that proves who it is. If a proxy of your organization opens the connections, have the n8n server trust its authority (NODE_EXTRA_CA_CERTS).',
		};
	}
	return {
		message: `The connection to ${host} broke off${tried}`,
		advice: `Try again later.${caution(failure)}`,
	};
}

/** Puts a failure into words. Pure. */
export function describeFailure(failure: ApiFailure): FailureText {
	const { host } = new URL(failure.baseUrl);
	const { bound, self, later, fewer } = WAITERS[failure.source ?? 'item'];
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
				advice: `Check the Base URL in the credential. It should be https://api.creatoraudit.com/v2 unless CreatorAudit gave you another one.${caution(failure)}`,
			};
		case 'too long':
			return {
				message: `${host} answered with more than 32 MB, which was not read to the end`,
				advice: `Ask for less at once: a shorter period, fewer accounts or videos, a smaller page.${caution(failure)}`,
			};
		case 'no data':
			return {
				message: `${host} answered without the requested data (${subjectOf(failure.request.path)})`,
				advice:
					"Run the workflow again in a few minutes. If it lasts, check the Base URL in the credential, and tell CreatorAudit's support the request ID.",
			};
		case 'no body':
			return {
				message: `${host} says that nothing changed, but has never sent the data`,
				advice: 'Try again. A cache between n8n and CreatorAudit may be faulty.',
			};
		case 'unsent':
			return {
				message: failure.note?.slice(0, 300) ?? 'n8n did not send the request',
				advice: 'Check the CreatorAudit credential of this step.',
			};
		case 'quota':
			return {
				message: failure.waitedMs
					? `The API key's request quota has been used up for ${duration(failure.waitedMs)} without a break; ${self} may not wait longer`
					: `The API key's request quota is used up and returns in ${duration(failure.retryAfterMs ?? 0)}, longer than ${bound}`,
				advice: `${later} ${fewer}`,
			};
		case 'down':
			return {
				message: `CreatorAudit has been down for ${duration(failure.waitedMs ?? 0)}: it answers no request, or with errors only; ${self} may not wait longer`,
				advice: `${later} If it lasts, ask CreatorAudit's support.${caution(failure)}`,
			};
		case 'cancelled':
			return {
				message: 'The execution was cancelled',
				advice: 'n8n sent nothing more to CreatorAudit.',
			};
	}
}
