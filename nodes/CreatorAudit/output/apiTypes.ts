import type { components } from '../../../generated/creatoraudit-api';

/** Names of the fields of an API object, as the contract's schema has them: a wrong one does not compile. */
export type FieldOf<Schema extends keyof components['schemas']> =
	keyof components['schemas'][Schema];
