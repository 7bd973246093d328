import { readOfPeriod } from '../../operations';
import { operation } from '../compose';
import { tableOptions } from '../fields/options';
import { shortLimit } from '../fields/paging';
import { fixedPeriod } from '../fields/period';

/** GET /creators/top; the item is not documented (contract/NOTES.md#creators), so rows pass as they come. */
export const getTop = operation({
	name: 'Get Leaderboard',
	value: 'getTop',
	action: 'Get the leaderboard of creators',
	description: 'Get the leading creators of a period, best first: at most 25',
	forAssistants: 'Who is best: ranking, top 10.',
	request: { method: 'GET', url: '/creators/top' },
	run: readOfPeriod,
	fields: [fixedPeriod, shortLimit, tableOptions],
});
