/** Creators and the accounts that belong to them (contract/openapi.yaml, tag Creators). */
import type { Creator, Metadata } from '../../world/records.mts';
import { ApiProblem } from '../problem.mts';
import { creatorView } from '../views.mts';
import {
	accountOf,
	bodyOf,
	creatorOf,
	NO_CONTENT,
	ok,
	type Context,
	type Handler,
} from './context.mts';
import { list } from './listing.mts';

export const CREATOR_FILTERS = ['is_active'] as const;

const listCreators: Handler = (context) => {
	const { world, request } = context;
	const { is_active: active } = request.query;
	return list(context, {
		table: world.creators,
		sort: { keys: ['name'], defaultDirection: 'asc' },
		filters: CREATOR_FILTERS,
		matches: (row) => active === undefined || active === null || row.isActive === active,
		view: (row) => creatorView(world, row),
	});
};

const createCreator: Handler = (context) => {
	const { world } = context;
	const body = bodyOf<{ name: string; is_active?: boolean; metadata?: Metadata }>(context);
	return { status: 201, body: { data: creatorView(world, world.addCreator(body.name, body)) } };
};

const getCreator: Handler = (context) =>
	ok({ data: creatorView(context.world, creatorOf(context)) });

const updateCreator: Handler = (context) => {
	const { world } = context;
	const creator = creatorOf(context);
	const body = bodyOf<{ name?: string | null; is_active?: boolean | null; metadata?: Metadata }>(
		context,
	);
	if (typeof body.name === 'string') creator.name = body.name;
	if (typeof body.is_active === 'boolean') world.setCreatorActive(creator, body.is_active);
	if (body.metadata !== undefined) creator.metadata = body.metadata;
	world.creators.changed();
	return ok({ data: creatorView(world, creator) });
};

const deleteCreator: Handler = (context) => {
	context.world.removeCreator(creatorOf(context));
	return NO_CONTENT;
};

const linkAccountToCreator: Handler = (context) => {
	const { creator, account } = pairOf(context);
	if (account.creatorId !== null && account.creatorId !== creator.id) {
		throw new ApiProblem('CONFLICT', 'The account belongs to another creator.');
	}
	const body = {
		data: { type: 'creator_account', creator_id: creator.id, account_id: account.id },
	};
	if (account.creatorId === creator.id) return ok(body);
	context.world.link(creator, account);
	return { status: 201, body, headers: { location: context.url.pathname } };
};

const unlinkAccountFromCreator: Handler = (context) => {
	const { creator, account } = pairOf(context);
	if (account.creatorId !== creator.id)
		throw new ApiProblem('NOT_FOUND', 'The account is not linked to this creator.');
	context.world.unlink(creator, account);
	return NO_CONTENT;
};

function pairOf(context: Context): { creator: Creator; account: ReturnType<typeof accountOf> } {
	return { creator: creatorOf(context), account: accountOf(context) };
}

export const creatorOperations: Record<string, Handler> = {
	listCreators,
	createCreator,
	getCreator,
	updateCreator,
	deleteCreator,
	linkAccountToCreator,
	unlinkAccountFromCreator,
};
