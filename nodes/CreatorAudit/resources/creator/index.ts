import { resourceOf } from '../compose';
import { addAccount } from './addAccount';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { getAnalytics } from './getAnalytics';
import { getTop } from './getTop';
import { remove } from './remove';
import { removeAccount } from './removeAccount';
import { update } from './update';

/** A person or brand with its accounts. */
export const creator = resourceOf(
	{ name: 'Creator', value: 'creator', description: 'A person or brand with its accounts' },
	'getAll',
	[addAccount, create, remove, get, getAnalytics, getTop, getAll, removeAccount, update],
);
