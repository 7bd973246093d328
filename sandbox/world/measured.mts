/** Records as things with a daily history (counts.mts). */
import type { Measured } from './counts.mts';
import type { Tracked } from './records.mts';
import { viewsAt } from './series.mts';

/** An account or a tracked video. */
export function measuredOf(row: Tracked): Measured {
	return {
		platform: row.platform,
		hash: row.series.hash,
		viewsAt: (day) => viewsAt(row.series, day),
	};
}
