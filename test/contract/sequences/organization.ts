import type { IDataObject } from 'n8n-workflow';

/**
 * A small model of what an organization in CreatorAudit holds, and of what the operations answer. The tests compare it with the nodes.
 * Where the documents are silent it follows contract/NOTES.md#paused-and-archived and the sandbox.
 */

export interface Creator {
	/** Known as soon as an answer has shown it. */
	id?: string;
	name: string;
	isActive: boolean;
}

export interface Account {
	id?: string;
	platform: string;
	username: string;
	category: string | null;
	isActive: boolean;
	isPausedByCreator: boolean;
	creator?: Creator;
}

export interface Video {
	id?: string;
	shortcode: string;
	isActive: boolean;
}

export type ModelRecord = Account | Creator | Video;

/** What the answer for one item must hold: a row with at least these fields, a list of rows, or an error. */
export type Answer =
	| { record?: ModelRecord; row: IDataObject }
	| { rows: Array<{ record: ModelRecord; row: IDataObject }> }
	| { error: RegExp };

export type IfExists = '' | 'error' | 'return' | 'update';

/** How a record is named: by what people call it, or by its ID. */
export type NamedBy = 'name' | 'id';

/** An ID that no record has. */
const NO_ID = '00000000-0000-4000-8000-000000000000';

const GONE =
	/does not know|is not tracked|is the name of no creator|not linked|is not a tracked video/i;
const EXISTS = /already/i;
const AMBIGUOUS = /more than one creator/;

const isAccount = (record: ModelRecord): record is Account => 'username' in record;
const isVideo = (record: ModelRecord): record is Video => 'shortcode' in record;

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

export class Organization {
	readonly accounts: Account[] = [];
	readonly creators: Creator[] = [];
	readonly videos: Video[] = [];
	/** Records that are there no longer, the newest last: their IDs must name nothing. */
	private readonly gone: ModelRecord[] = [];

	private row(record: ModelRecord): IDataObject {
		if (isVideo(record)) return { shortcode: record.shortcode, is_active: record.isActive };
		if (!isAccount(record)) {
			const { name, isActive } = record;
			const own = this.accounts.filter(({ creator }) => creator === record);
			const count = (platform: string) =>
				own.filter((account) => account.platform === platform).length;
			const platforms = { instagram: count('instagram'), tiktok: count('tiktok') };
			const summary = { total: own.length, platforms };
			return { name, is_active: isActive, accounts_summary: summary };
		}
		const { platform, username, category, isActive, creator } = record;
		return {
			platform,
			username,
			category,
			is_active: isActive,
			creator_id: creator?.id ?? null,
			creator_name: creator?.name ?? null,
		};
	}

	private answer(record: ModelRecord, more: IDataObject = {}): Answer {
		return { record, row: { ...this.row(record), ...more } };
	}

	private list(records: ModelRecord[]): Answer {
		return { rows: records.map((record) => ({ record, row: this.row(record) })) };
	}

	private remove(records: ModelRecord[], record: ModelRecord): Answer {
		records.splice(records.indexOf(record), 1);
		this.gone.push(record);
		return { row: { deleted: true } };
	}

	// Accounts

	/** @param handle platform and username, such as `tiktok:ada` */
	account(handle: string): Account | undefined {
		return this.accounts.find(({ platform, username }) => `${platform}:${username}` === handle);
	}

	/** What names an account in the form: the handle, or the ID that it has, or had. */
	accountName(handle: string, by: NamedBy): string {
		if (by === 'name') return handle;
		const all = [...this.gone.filter(isAccount), ...this.accounts];
		const known = all.filter(({ platform, username }) => `${platform}:${username}` === handle);
		return known.at(-1)?.id ?? NO_ID;
	}

	track(handle: string, category: string, ifExists: IfExists): Answer {
		const known = this.account(handle);
		if (known && ifExists !== 'return' && ifExists !== 'update') return { error: EXISTS };
		if (known && ifExists === 'update' && category !== '') known.category = category;
		if (known) return this.answer(known, { created: false });
		const [platform, username] = handle.split(':');
		const account: Account = {
			platform,
			username,
			category: category || null,
			isActive: true,
			isPausedByCreator: false,
		};
		this.accounts.push(account);
		return this.answer(account, { created: true });
	}

	getAccount(handle: string): Answer {
		const account = this.account(handle);
		return account ? this.answer(account) : { error: GONE };
	}

	/** @param category '' leaves it as it is */
	updateAccount(handle: string, isActive: boolean, category: string): Answer {
		const account = this.account(handle);
		if (!account) return { error: GONE };
		Object.assign(account, { isActive, isPausedByCreator: false });
		if (category !== '') account.category = category;
		return this.answer(account);
	}

	stopTracking(handle: string): Answer {
		const account = this.account(handle);
		return account ? this.remove(this.accounts, account) : { error: GONE };
	}

	/** Whether metrics know the account. */
	metrics(handle: string): Answer {
		const account = this.account(handle);
		return account
			? { row: { account_id: account.id!, found: true, views: 0 } }
			: { row: { found: false } };
	}

	private wanted(filters: { platform?: string; isActive?: boolean; creator?: Creator }): Account[] {
		return this.accounts.filter(
			({ platform, isActive, creator }) =>
				(filters.platform === undefined || platform === filters.platform) &&
				(filters.isActive === undefined || isActive === filters.isActive) &&
				(filters.creator === undefined || creator === filters.creator),
		);
	}

	/** Accounts that meet all conditions, by username; those of one username in any order. */
	listAccounts(filters: { platform?: string; isActive?: boolean; creatorName?: string }): Answer {
		const creator = this.creatorCalled(filters.creatorName);
		if (creator instanceof RegExp) return { error: creator };
		const found = this.wanted({ ...filters, creator });
		return this.list(found.sort((a, b) => byText(a.username, b.username)));
	}

	countAccounts(filters: { platform?: string; isActive?: boolean }): Answer {
		return { row: { count: this.wanted(filters).length } };
	}

	// Creators

	/** @returns why there is none to be had, where there is none or more than one; undefined where no name is given */
	private creatorCalled(name: string | undefined): Creator | RegExp | undefined {
		if (name === undefined) return undefined;
		const [creator, second] = this.creators.filter((known) => known.name === name);
		if (second) return AMBIGUOUS;
		return creator ?? GONE;
	}

	/** The creator that a form names. By ID, the newest of several. */
	private creatorNamed(name: string, by: NamedBy): Creator | RegExp {
		if (by === 'name') return this.creatorCalled(name)!;
		return this.creators.find(({ id }) => id === this.creatorName(name, by)) ?? GONE;
	}

	creatorName(name: string, by: NamedBy): string {
		if (by === 'name') return name;
		const gone = this.gone.filter((record) => !isAccount(record) && !isVideo(record)) as Creator[];
		const known = [...gone, ...this.creators].filter((creator) => creator.name === name);
		return known.at(-1)?.id ?? NO_ID;
	}

	createCreator(name: string, ifExists: IfExists): Answer {
		if (ifExists !== '') {
			const known = this.creatorCalled(name);
			if (known === AMBIGUOUS) return { error: AMBIGUOUS };
			if (known !== GONE && ifExists === 'error') return { error: EXISTS };
			if (known !== GONE) return this.answer(known as Creator, { created: false });
		}
		const creator: Creator = { name, isActive: true };
		this.creators.push(creator);
		return this.answer(creator, { created: true });
	}

	getCreator(name: string, by: NamedBy): Answer {
		const creator = this.creatorNamed(name, by);
		return creator instanceof RegExp ? { error: creator } : this.answer(creator);
	}

	/** Pausing a creator pauses its accounts; resuming it resumes those that it paused. */
	updateCreator(name: string, by: NamedBy, isActive: boolean): Answer {
		const creator = this.creatorNamed(name, by);
		if (creator instanceof RegExp) return { error: creator };
		creator.isActive = isActive;
		for (const account of this.wanted({ creator })) {
			if (isActive ? !account.isPausedByCreator : !account.isActive) continue;
			Object.assign(account, { isActive, isPausedByCreator: !isActive });
		}
		return this.answer(creator);
	}

	renameCreator(name: string, by: NamedBy, newName: string): Answer {
		const creator = this.creatorNamed(name, by);
		if (creator instanceof RegExp) return { error: creator };
		creator.name = newName;
		return this.answer(creator);
	}

	deleteCreator(name: string, by: NamedBy): Answer {
		const creator = this.creatorNamed(name, by);
		if (creator instanceof RegExp) return { error: creator };
		for (const account of this.wanted({ creator })) this.unlink(account);
		return this.remove(this.creators, creator);
	}

	listCreators(isActive: boolean | undefined): Answer {
		const found = this.creators.filter(
			(creator) => isActive === undefined || creator.isActive === isActive,
		);
		return this.list(found.sort((a, b) => byText(a.name, b.name)));
	}

	private unlink(account: Account): void {
		Object.assign(account, { creator: undefined, isPausedByCreator: false });
	}

	addAccount(name: string, by: NamedBy, handle: string): Answer {
		const creator = this.creatorNamed(name, by);
		const account = this.account(handle);
		if (creator instanceof RegExp) return { error: creator };
		if (!account) return { error: GONE };
		if (account.creator && account.creator !== creator) return { error: /another creator/ };
		account.creator = creator;
		return { row: { creator_id: creator.id!, account_id: account.id! } };
	}

	removeAccount(name: string, by: NamedBy, handle: string): Answer {
		const creator = this.creatorNamed(name, by);
		const account = this.account(handle);
		if (creator instanceof RegExp) return { error: creator };
		if (account?.creator !== creator) return { error: GONE };
		this.unlink(account);
		return { row: { deleted: true } };
	}

	// Videos

	private video(shortcode: string): Video | undefined {
		return this.videos.find((video) => video.shortcode === shortcode);
	}

	videoName(shortcode: string, by: NamedBy): string {
		if (by === 'name') return `https://www.instagram.com/p/${shortcode}/`;
		const known = [...this.gone.filter(isVideo), ...this.videos];
		return known.filter((video) => video.shortcode === shortcode).at(-1)?.id ?? NO_ID;
	}

	trackVideo(shortcode: string, ifExists: IfExists): Answer {
		const known = this.video(shortcode);
		if (known && ifExists !== 'return' && ifExists !== 'update') return { error: EXISTS };
		if (known) return this.answer(known, { created: false });
		const video: Video = { shortcode, isActive: true };
		this.videos.push(video);
		return this.answer(video, { created: true });
	}

	updateVideo(shortcode: string, isActive: boolean): Answer {
		const video = this.video(shortcode);
		if (!video) return { error: GONE };
		video.isActive = isActive;
		return this.answer(video);
	}

	stopTrackingVideo(shortcode: string): Answer {
		const video = this.video(shortcode);
		return video ? this.remove(this.videos, video) : { error: GONE };
	}

	listVideos(isActive: boolean | undefined): Answer {
		return this.list(
			this.videos.filter((video) => isActive === undefined || video.isActive === isActive),
		);
	}
}
