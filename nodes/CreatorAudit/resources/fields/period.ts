import type { INodeProperties } from 'n8n-workflow';

import { PERIODS } from '../../input/choices';
import { toQuery } from '../compose';

const period: INodeProperties = {
	displayName: 'Period',
	name: 'period',
	type: 'options',
	options: [...PERIODS],
	default: '30d',
	description: 'The days that the numbers cover',
};

const startDate: INodeProperties = {
	displayName: 'Start Date',
	name: 'startDate',
	type: 'dateTime',
	default: '',
	placeholder: 'e.g. 2026-01-01',
	description:
		'First day that the numbers cover (days begin at midnight UTC). Of a date and time, such as $now, the day that it shows counts.',
};

const endDate: INodeProperties = {
	displayName: 'End Date',
	name: 'endDate',
	type: 'dateTime',
	default: '',
	placeholder: 'e.g. 2026-01-31',
	description:
		'Last day that the numbers cover, included. Of a date and time, such as $now, the day that it shows counts.',
};

// Not required: n8n shows them for a period given by an expression too, and would not run the step. The execution asks for them.
const whenCustom = { displayOptions: { show: { period: ['custom'] } } };

/** Period of the metrics endpoints, with dates of one's own. Read by the execution, because all items of a run share a call. */
export const metricsPeriod: readonly INodeProperties[] = [
	{
		...period,
		options: [
			...PERIODS,
			{ name: 'Custom', value: 'custom', description: 'Between two dates that you choose' },
		],
	},
	{ ...startDate, ...whenCustom },
	{ ...endDate, ...whenCustom },
];

/** Period of the overview and of the leaderboard. */
export const fixedPeriod: INodeProperties = { ...period, routing: toQuery('period') };

/** Dates of a creator's analytics; both may stay empty. */
export const dates: readonly INodeProperties[] = [
	{ ...startDate, routing: toQuery('start_date') },
	{ ...endDate, routing: toQuery('end_date') },
];
