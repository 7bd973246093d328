import type { IDataObject } from 'n8n-workflow';

import type { PageResult, ReadPage } from '../../nodes/CreatorAudit/trigger/sync/scan';

/** One refresh of a resource, as the world knows it. */
export interface Refresh {
	id: string;
	/** The time that it bears. */
	time: number;
	/** When it shows up in the list. */
	visibleAt: number;
}

/** A row, with what it is sorted by. */
type ListedRow = IDataObject & { id: string; key: number | null };

export interface Resource {
	id: string;
	platform: string;
	addedAt: number;
	/** In the order in which they show up. */
	refreshes: Refresh[];
	deletedAt?: number;
}

/** The id of the nth resource. */
export function idOf(n: number): string {
	return `r${String(n).padStart(4, '0')}`;
}

export interface ListSetup {
	resource: 'account' | 'video';
	nulls: 'first' | 'last';
	pageSize: number;
	/** What cursors are made of: the last row's place in the sort, or the number of rows before. Clients cannot know. */
	paging: 'keyset' | 'offset';
	/** Server's clock minus the one that refreshes are stamped with, in ms. */
	skewMs: number;
	/** Whether answers say what time it is. */
	dates: boolean;
}

/**
 * A list of the API in memory: sorted, filtered and paged as the contract says, with refreshes that show up late. Time is a number that tests
 * move on.
 */
export class RefreshedList {
	now = 1_000_000_000_000;
	readonly resources: Resource[] = [];
	filter: IDataObject = {};
	/** Called before each page, so that the world can change while it is read. */
	beforePage: () => void = () => undefined;
	/** Answers that a test wants instead. */
	instead: (cursor: string | undefined) => PageResult | undefined = () => undefined;
	requests = 0;
	bodies = 0;
	private order: { at: string; rows: ListedRow[] } | undefined;

	constructor(readonly setup: ListSetup) {}

	add(platform: string): Resource {
		const resource: Resource = {
			id: idOf(this.resources.length),
			platform,
			addedAt: this.now,
			refreshes: [],
		};
		this.resources.push(resource);
		return resource;
	}

	/** @param delayMs how long after its time it shows up */
	refresh(resource: Resource, delayMs: number): void {
		const last = resource.refreshes.at(-1);
		// A resource is refreshed by one worker: its refreshes show up in their order.
		const visibleAt = Math.max(this.now + delayMs, last?.visibleAt ?? 0);
		if (last && last.time >= this.now) return;
		resource.refreshes.push({ id: resource.id, time: this.now, visibleAt });
	}

	/** The refreshes of a resource that have shown up by now. */
	visible({ refreshes }: Resource): Refresh[] {
		return refreshes.filter(({ visibleAt }) => visibleAt <= this.now);
	}

	includes({ deletedAt, platform }: Resource): boolean {
		return (
			deletedAt === undefined &&
			(this.filter.platform === undefined || this.filter.platform === platform)
		);
	}

	private rowOf(resource: Resource): ListedRow {
		const visible = this.visible(resource);
		const iso = (refresh: Refresh | undefined) =>
			refresh ? new Date(refresh.time).toISOString() : null;
		const { id, platform } = resource;
		const key =
			this.setup.resource === 'account' ? (visible.at(-1)?.time ?? null) : resource.addedAt;
		return {
			id,
			platform,
			first_scrape_time: iso(visible[0]),
			last_scrape_time: iso(visible.at(-1)),
			key,
		};
	}

	private sorted(): ListedRow[] {
		const changes = this.resources.reduce(
			(sum, { refreshes, deletedAt }) =>
				sum + refreshes.length + (deletedAt === undefined ? 1_000 : 0),
			0,
		);
		const at = `${this.now} ${this.resources.length} ${changes} ${String(this.filter.platform)}`;
		if (this.order?.at !== at) {
			const rows = this.resources
				.filter((resource) => this.includes(resource))
				.map((resource) => this.rowOf(resource));
			this.order = { at, rows: rows.sort((a, b) => this.compare(a, b)) };
		}
		return this.order.rows;
	}

	private compare(
		a: { id: string; key: number | null },
		b: { id: string; key: number | null },
	): number {
		const { resource, nulls } = this.setup;
		if (a.key === null || b.key === null) {
			if (a.key !== b.key) return (a.key === null) === (nulls === 'first') ? -1 : 1;
			return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
		}
		const order = a.key - b.key || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
		return resource === 'account' ? -order : order;
	}

	/** One page, with an ETag. */
	readonly readPage: ReadPage = async (cursor, etag) => {
		this.beforePage();
		const instead = this.instead(cursor);
		if (instead) return instead;
		this.requests += 1;
		const { dates, skewMs, pageSize, paging } = this.setup;
		const serverTime = dates ? Math.floor((this.now + skewMs) / 1000) * 1000 : undefined;
		let rows = this.sorted();
		let skipped = 0;
		if (cursor !== undefined) {
			const [binding, after] = JSON.parse(cursor) as [
				IDataObject,
				number | { id: string; key: number | null },
			];
			if (JSON.stringify(binding) !== JSON.stringify(this.filter)) return { kind: 'cursorRefused' };
			rows =
				typeof after === 'number'
					? rows.slice((skipped = after))
					: rows.filter((row) => this.compare(row, after) > 0);
		}
		const page = rows.slice(0, pageSize);
		const last = page.at(-1);
		const position = paging === 'offset' ? skipped + pageSize : { id: last?.id, key: last?.key };
		const next = rows.length > pageSize ? JSON.stringify([this.filter, position]) : undefined;
		const validator = `${page.map((row) => `${row.id} ${String(row.last_scrape_time)}`).join()} ${next}`;
		if (etag === validator) return { kind: 'unchanged', serverTime };
		this.bodies += 1;
		return { kind: 'rows', rows: page, etag: validator, next, serverTime };
	};
}
