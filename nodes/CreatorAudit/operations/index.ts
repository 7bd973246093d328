/** What each kind of operation does. An operation's routing names one of these functions. */
export { readAnalytics } from './analytics';
export { apiRequest } from './apiRequest';
export { createOne } from './create/createOne';
export type { Creation } from './create/creation';
export { readDailyMetrics } from './metrics/dailyMetrics';
export { deleteOne } from './deleteOne';
export { readList } from './list';
export { readDeltas, readMetrics, type IdField } from './metrics/metrics';
export { readOfPeriod } from './metrics/ofPeriod';
export { readOne } from './readOne';
export { readMatches } from './search/search';
