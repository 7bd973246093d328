import type { IDataObject } from 'n8n-workflow';

import { platformName } from '../input/names/platforms';

/** Characters of a caption that a list shows. */
const LONGEST_CAPTION = 60;

/** `@natgeo · Instagram` */
export function accountLabel({ username, platform }: IDataObject): string {
	return [`@${String(username)}`, platformName(platform)].filter(Boolean).join(' · ');
}

/** `Morning in the Alps · @natgeo · Instagram`; a search names the text `caption`, a list `description`. */
export function videoLabel(row: IDataObject): string {
	const text = String(row.caption ?? row.description ?? '')
		.replace(/\s+/g, ' ')
		.trim();
	const caption =
		text.length > LONGEST_CAPTION ? `${text.slice(0, LONGEST_CAPTION - 1).trimEnd()}…` : text;
	const name = caption || String(row.shortcode ?? row.external_id ?? row.id);
	const by = row.account_username ? `@${String(row.account_username)}` : '';
	return [name, by, platformName(row.platform)].filter(Boolean).join(' · ');
}

/** Address of an account's profile. */
export function profileUrl({ username, platform }: IDataObject): string | undefined {
	const name = encodeURIComponent(String(username));
	if (platform === 'instagram') return `https://www.instagram.com/${name}/`;
	return platform === 'tiktok' ? `https://www.tiktok.com/@${name}` : undefined;
}
