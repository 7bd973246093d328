import type { INodeParameters, INodePropertyOptions } from 'n8n-workflow';

import { knownIn, parametersFor, type Known } from '../../support/formValues';
import { allFieldsOf, FORMS } from '../../support/nodeForms';
import { sandboxedNode } from '../../support/sandboxedNode';

/** What sheets, forms and models write where the editor offers choices and switches. */
describe('a choice', () => {
	const node = sandboxedNode({ accounts: 40, videos: 40, creators: 10, firstRefreshDelayMs: 0 });
	let known: Known;

	beforeAll(async () => {
		known = await knownIn(node.sandbox);
	});

	const choices = FORMS.flatMap((form) =>
		allFieldsOf(form)
			.filter(({ property }) => property.type === 'options')
			.map((field) => ({
				form,
				field,
				title: `${form.resource}: ${form.option.name}, ${field.path}`,
			})),
	);

	it.each(choices)('may be its label: $title', async ({ form, field }) => {
		for (const { name, value } of field.property.options as INodePropertyOptions[]) {
			const outcomes = [];
			for (const given of [String(value), name, ` ${name.toUpperCase()} `]) {
				// What the form holds besides is for the value.
				const parameters = parametersFor(form, known, field, value as string);
				const place = field.parent ? parameters[field.parent.name] : parameters;
				Object.assign(place as object, {
					[field.property.name]: `={{ ${JSON.stringify(given)} }}`,
				});
				const { error, requests } = await node.run(parameters);
				if (requests.some(({ method }) => method !== 'GET')) await node.sandbox.reset();
				const sent = requests.map((request) => ({
					method: request.method,
					path: request.path,
					query: request.query,
					body: request.body,
				}));
				outcomes.push({ error: error?.message, sent });
			}
			expect(outcomes[0].error ?? '').not.toContain('is none of');
			expect(outcomes[1]).toEqual(outcomes[0]);
			expect(outcomes[2]).toEqual(outcomes[0]);
		}
	});

	it.each([
		['yes', 'true'],
		['No', 'false'],
		[1, 'true'],
		[0, 'false'],
		['1', 'true'],
		['TRUE', 'true'],
		['off', 'false'],
	])('of a switch may be %j', async (cell, sent) => {
		const { requests } = await node.run(
			{
				resource: 'account',
				operation: 'getAll',
				limit: 1,
				filters: { isActive: '={{ $json.cell }}' },
			},
			{ input: [{ cell }] },
		);
		expect(requests[0].query).toMatchObject({ is_active: sent });
	});

	describe('of the platform, From the Address', () => {
		const track = async (username: string, platform = 'auto') =>
			await node.run({ resource: 'account', operation: 'create', platform, username });
		const trackVideo = async (identifier: string, more: INodeParameters = {}) =>
			await node.run({
				resource: 'video',
				operation: 'create',
				platform: 'auto',
				identifier,
				...more,
			});

		beforeEach(async () => {
			await node.sandbox.reset();
		});

		it.each([
			['https://www.tiktok.com/@new.account', 'tiktok'],
			['tiktok.com/@new.account?lang=en', 'tiktok'],
			['https://www.instagram.com/new.account/', 'instagram'],
			['tiktok:new.account', 'tiktok'],
			['Instagram: @new.account', 'instagram'],
			['@new.account on TikTok', 'tiktok'],
		])('is what %s says', async (given, platform) => {
			for (const choice of ['auto', '={{ "From the Address" }}']) {
				await node.sandbox.reset();
				const { json, requests, error } = await track(given, choice);
				expect(error).toBeUndefined();
				expect(requests[0].body).toEqual({ platform, username: 'new.account' });
				expect(json[0]).toMatchObject({ platform, username: 'new.account', created: true });
			}
		});

		it('tracks a sheet of both platforms in one step', async () => {
			const input = ['https://www.tiktok.com/@one.new', 'instagram:two.new'].map((cell) => ({
				cell,
			}));
			const { json } = await node.run(
				{
					resource: 'account',
					operation: 'create',
					platform: 'auto',
					username: '={{ $json.cell }}',
				},
				{ input },
			);
			expect(json.map(({ platform, username }) => [platform, username])).toEqual([
				['tiktok', 'one.new'],
				['instagram', 'two.new'],
			]);
		});

		it.each(['natgeo', '@natgeo'])('says what is missing of the bare handle %s', async (handle) => {
			const { error, requests } = await track(handle);
			expect(error?.message).toBe(`Username: "${handle}" does not say which platform it is on.`);
			expect(error?.description).toBe(
				'Give the address, write instagram:natgeo or tiktok:natgeo, or choose the platform.',
			);
			expect(requests).toEqual([]);
		});

		it.each([
			['https://www.tiktok.com/@x/video/7123456789012345678', 'tiktok', undefined],
			['https://www.instagram.com/reel/C0ffee12345/', 'instagram', undefined],
			['tiktok:7123456789012345678', 'tiktok', '7123456789012345678'],
			['instagram: C0ffee12345', 'instagram', 'C0ffee12345'],
			['C0ffee12345', 'instagram', undefined],
			['https://vm.tiktok.com/ZMabc123/', 'tiktok', undefined],
		])('is what the post %s says', async (given, platform, identifier = given) => {
			const { requests } = await trackVideo(given);
			expect(requests[0].body).toEqual({ platform, identifier });
		});

		it('says what is missing of the ID of a post', async () => {
			const { error, requests } = await trackVideo('7123456789012345678');
			expect(error?.message).toBe(
				'Video: "7123456789012345678" does not say which platform it is on.',
			);
			expect(requests).toEqual([]);
		});

		it('is refused where the platform is set to the other one', async () => {
			const { error, requests } = await trackVideo('tiktok:7123456789012345678', {
				platform: 'instagram',
			});
			expect(error?.message).toBe('Video: this is a post on TikTok, but Platform says Instagram.');
			expect(requests).toEqual([]);
		});
	});
});
