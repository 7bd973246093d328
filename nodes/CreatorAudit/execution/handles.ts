/** What a user calls an account: a name on a platform, pasted in any of the usual forms. */
export interface Handle {
	/** Lower case, without @. */
	username: string;
	platform?: 'instagram' | 'tiktok';
}

/** Paths of the two sites that are no profile. */
const NO_PROFILE = new Set(['p', 'reel', 'reels', 'tv', 'stories', 'explore', 'accounts', 'video', 'tag', 'discover', 'foryou']);

function platformOf(hostname: string): Handle['platform'] {
	const host = hostname.toLowerCase();
	if (host === 'instagram.com' || host.endsWith('.instagram.com')) return 'instagram';
	if (host === 'tiktok.com' || host.endsWith('.tiktok.com')) return 'tiktok';
	return undefined;
}

function validUsername(text: string): string | undefined {
	const name = text.trim().replace(/^@/, '').toLowerCase();
	return /^[a-z0-9._]{1,100}$/.test(name) && !/^\.+$/.test(name) ? name : undefined;
}

/**
 * Reads a handle: `natgeo`, `@natgeo`, `instagram:natgeo`, or the address of a profile on either site, with or without https, www,
 * query string or trailing slash.
 * @returns undefined when the text is none of these
 */
export function parseHandle(text: string): Handle | undefined {
	const given = text.trim();
	const prefixed = /^(instagram|tiktok)\s*:\s*(?!\/\/)(.+)$/i.exec(given);
	if (prefixed) {
		const username = validUsername(prefixed[2]);
		return username === undefined ? undefined : { username, platform: prefixed[1].toLowerCase() as Handle['platform'] };
	}
	if (/[/]/.test(given)) {
		const address = /^https?:\/\//i.test(given) ? given : `https://${given}`;
		if (!URL.canParse(address)) return undefined;
		const { hostname, pathname } = new URL(address);
		const platform = platformOf(hostname);
		const [first = ''] = pathname.split('/').filter(Boolean);
		const username = validUsername(first);
		return platform === undefined || username === undefined || NO_PROFILE.has(username) ? undefined : { username, platform };
	}
	const username = validUsername(given);
	return username === undefined ? undefined : { username };
}

/** `@natgeo on Instagram` */
export function describeHandle({ username, platform }: { username: string; platform?: string }): string {
	const on = platform === undefined ? '' : ` on ${platform === 'tiktok' ? 'TikTok' : 'Instagram'}`;
	return `@${username}${on}`;
}
