/** Words from which records take their names and texts: made once by faker, then picked by hash, since faker per row is slow. */
import { faker } from '@faker-js/faker/locale/en';
import { pick } from './hash.mts';

export interface Pools {
	readonly firstNames: readonly string[];
	readonly lastNames: readonly string[];
	readonly bios: readonly string[];
	readonly captions: readonly string[];
	readonly domains: readonly string[];
}

/** Categories of the seeded accounts; the API takes any text (contract/NOTES.md#categories-are-free-text). */
export const CATEGORIES = [
	'beauty',
	'comedy',
	'fitness',
	'food',
	'gaming',
	'music',
	'news',
	'travel',
] as const;

/** Pools that belong to a seed. */
export function createPools(seed: number): Pools {
	faker.seed(seed);
	const many = (length: number, make: () => string): string[] => Array.from({ length }, make);
	return {
		firstNames: many(200, () => faker.person.firstName()),
		lastNames: many(200, () => faker.person.lastName()),
		bios: many(100, () => faker.person.bio()),
		captions: many(300, () => faker.lorem.sentence({ min: 4, max: 12 })),
		domains: many(50, () => faker.internet.domainName()),
	};
}

/** A person's name that belongs to a hash. */
export function fullNameOf(pools: Pools, hash: number): string {
	return `${pick(pools.firstNames, hash, 21)} ${pick(pools.lastNames, hash, 22)}`;
}

/** The caption of a post that belongs to a hash. */
export function captionOf(pools: Pools, hash: number): string {
	return pick(pools.captions, hash, 61);
}

/** A username out of a person's name and a number, which makes it unique; at most 30 characters. */
export function usernameOf(pools: Pools, hash: number, seq: number): string {
	const stem = fullNameOf(pools, hash)
		.toLowerCase()
		.replaceAll(' ', '.')
		.replaceAll(/[^a-z.]/g, '');
	return `${stem.slice(0, 22)}${seq}`;
}
