import { readOne } from '../../operations';
import { runsBy, type Operation } from '../compose';
import { requestOptions } from '../fields/options';
import { shortOutput } from '../fields/output';
import { fixedPeriod } from '../fields/period';

/** GET /overview */
export const getOverview: Operation = {
	option: {
		name: 'Get Overview',
		value: 'getOverview',
		action: 'Get the overview of your organization',
		description:
			'Get the totals of everything that you track over a period, and how they changed against the period before',
		routing: { request: { method: 'GET', url: '/overview' }, ...runsBy(readOne) },
	},
	fields: [fixedPeriod, shortOutput, requestOptions],
};
