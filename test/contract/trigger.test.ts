import type { INodeProperties } from 'n8n-workflow';

import { CreatorAuditTrigger } from '../../nodes/CreatorAudit/CreatorAuditTrigger.node';
import { LISTS, type Kind } from '../../nodes/CreatorAudit/trigger/sync/watchedLists';
import { polledSandbox } from '../support/polledSandbox';

const { properties } = new CreatorAuditTrigger().description;

/** Entries of a collection that are shown for a kind. */
function offered(collection: string, kind: Kind): INodeProperties[] {
	const { options = [] } = properties.find(({ name }) => name === collection)!;
	return (options as INodeProperties[]).filter(({ displayOptions }) => {
		const kinds = displayOptions?.show?.['/triggerOn'];
		return kinds === undefined || kinds.includes(kind);
	});
}

describe.each(Object.keys(LISTS) as Kind[])('The trigger on %ss and the contract', (kind) => {
	const bench = polledSandbox({ accounts: 40, videos: 40 });
	const id = '00000000-0000-4000-8000-000000000000';
	const values: Record<string, unknown> = {
		platform: 'tiktok',
		q: 'a',
		isActive: false,
		category: 'food',
		creatorId: id,
		accountId: { __rl: true, mode: 'list', value: id },
	};

	it('offers the filters that the list takes, and no others', () => {
		const names = offered('filters', kind).map(({ name }) => name);
		expect(names.filter((name) => name !== 'ids').sort()).toEqual(
			Object.keys(LISTS[kind].filters).sort(),
		);
	});

	it.each(Object.keys(LISTS[kind].filters))('sends %s as the contract has it', async (field) => {
		const trigger = bench.workflow({
			parameters: { triggerOn: kind, filters: { [field]: values[field] } as never },
		});
		await trigger.activate();
		const [request] = await bench.sandbox.requests({ path: `^${LISTS[kind].path}$` });
		expect(request.status).toBe(200);
		expect(request.query).toHaveProperty(LISTS[kind].filters[field]);
	});

	it('offers the numbers that the resource has', async () => {
		const changes = offered('options', kind).filter(({ name }) => name === 'includeChanges');
		expect(changes).toHaveLength(1);
		const names = (changes[0].options ?? [])
			.map((option) => String('value' in option && option.value))
			.sort();
		expect(names).toEqual([...LISTS[kind].numbers].sort());
		const [row] = await bench.sandbox.data(`${kind}s`);
		for (const name of names) expect(row).toHaveProperty(name);
	});
});
