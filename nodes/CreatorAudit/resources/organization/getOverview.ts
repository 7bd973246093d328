import { readOfPeriod } from '../../operations';
import { operation } from '../compose';
import { rowOptions } from '../fields/options';
import { shortOutput } from '../fields/output';
import { fixedPeriod } from '../fields/period';

/** GET /overview */
export const getOverview = operation({
	name: 'Get Overview',
	value: 'getOverview',
	action: 'Get the overview of your organization',
	description:
		'Get the totals of everything that you track over a period, and how they changed against the period before',
	forAssistants: 'How everything did in total.',
	request: { method: 'GET', url: '/overview' },
	run: readOfPeriod,
	fields: [fixedPeriod, shortOutput, rowOptions],
});
