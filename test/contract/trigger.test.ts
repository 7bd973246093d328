import type { INodeProperties } from 'n8n-workflow';

import { CreatorAuditTrigger } from '../../nodes/CreatorAudit/CreatorAuditTrigger.node';
import { LISTS, type WatchedResource } from '../../nodes/CreatorAudit/trigger/sync/watchedLists';
import { polledSandbox } from '../support/polledSandbox';

const { properties } = new CreatorAuditTrigger().description;

/** Entries of a collection that are shown for a resource. */
function offered(collection: string, resource: WatchedResource): INodeProperties[] {
	const { options = [] } = properties.find(({ name }) => name === collection)!;
	return (options as INodeProperties[]).filter(({ displayOptions }) => {
		const shownFor = displayOptions?.show?.['/triggerOn'];
		return shownFor === undefined || shownFor.includes(resource);
	});
}

describe.each(Object.keys(LISTS) as WatchedResource[])(
	'The trigger on %ss and the contract',
	(resource) => {
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
			const names = offered('filters', resource).map(({ name }) => name);
			// New posts are looked for by account: the list takes no ID of one, the trigger asks for it alone.
			const byId = resource === 'accountVideo' ? ['ids', 'accountId'] : ['ids'];
			expect(names.filter((name) => !byId.includes(name)).sort()).toEqual(
				Object.keys(LISTS[resource].filters).sort(),
			);
		});

		it.each(Object.keys(LISTS[resource].filters))(
			'sends %s as the contract has it',
			async (field) => {
				const trigger = bench.workflow({
					parameters: { triggerOn: resource, filters: { [field]: values[field] } as never },
				});
				await trigger.activate();
				const [request] = await bench.sandbox.requests({ path: `^${LISTS[resource].path}$` });
				expect(request.status).toBe(200);
				expect(request.query).toHaveProperty(LISTS[resource].filters[field]);
			},
		);

		it('offers the numbers that the resource has', async () => {
			const changes = offered('options', resource).filter(({ name }) => name === 'includeChanges');
			// A post is told once, so that there is no number to compare it with.
			expect(changes).toHaveLength(resource === 'accountVideo' ? 0 : 1);
			if (changes.length === 0) return;
			const names = (changes[0].options ?? [])
				.map((option) => String('value' in option && option.value))
				.sort();
			expect(names).toEqual([...LISTS[resource].numberFields].sort());
			const [row] = await bench.sandbox.data(`${resource}s`);
			for (const name of names) expect(row).toHaveProperty(name);
		});
	},
);
