import type { Work } from '../../runner/types';
import { readOutputMode } from '../../output/shape';
import { readObject } from '../readOne';

/** Reads figures of a period and puts the period first in each row, because the answer does not name it and rows of several days would look alike. */
export const readOfPeriod: Work = async (item) => {
	const { rows, request } = await readObject(item);
	// Where there is a choice, raw means as it came.
	const hasChoice = item.fields.byParameter.has('output');
	if (hasChoice && readOutputMode(item.context, item.index).mode === 'raw') return rows;
	return rows.map((row) => ({ period: request.query?.period ?? null, ...row }));
};
