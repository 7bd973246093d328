import type { Work } from '../../runner/types';
import { readOutputMode } from '../../output/shape';
import { readObject } from '../readOne';

/** Reads what covers a period that the answer does not name: each row names it first, so that rows of several days can be told apart. */
export const readOfPeriod: Work = async (item) => {
	const { rows, request } = await readObject(item);
	// Where there is a choice, raw means as it came.
	const hasChoice = item.fields.byParameter.has('output');
	if (hasChoice && readOutputMode(item.context, item.index).mode === 'raw') return rows;
	return rows.map((row) => ({ period: request.query?.period ?? null, ...row }));
};
