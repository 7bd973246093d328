/** What each kind of operation does. An operation's routing names one of these functions. */
export { readAnalytics } from './analytics';
export { apiRequest } from './apiRequest';
export { createOne } from './create/createOne';
export type { Creation } from './create/creation';
export { readDailyMetrics } from './dailyMetrics';
export { deleteOne } from './deleteOne';
export { readList } from './list';
export { readDeltas, readMetrics, type IdField } from './metrics';
export { readOfPeriod } from './ofPeriod';
export { readOne } from './readOne';
export { readMatches } from './search';
