import { readAnalytics } from '../../operations';
import { operation } from '../compose';
import { creatorLocator } from '../fields/locators';
import { dateOptions } from '../fields/options';
import { shortOutput } from '../fields/output';
import { dates } from '../fields/period';

/** GET /creators/{id}/analytics; the form of the answer is not documented (contract/NOTES.md#creators). */
export const getAnalytics = operation({
	name: 'Get Analytics',
	value: 'getAnalytics',
	action: 'Get analytics of a creator',
	description:
		'Get the numbers of a creator with all accounts between two dates. Their form is not documented by CreatorAudit.',
	request: { method: 'GET', url: '/creators/{creatorId}/analytics' },
	run: readAnalytics,
	fields: [creatorLocator, ...dates, shortOutput, dateOptions],
});
