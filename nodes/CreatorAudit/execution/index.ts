/** How operations run. Each is named by an operation's routing. */
export { overAllItems } from './allItems';
export { readAnalytics } from './analytics';
export { callApi } from './callApi';
export { createOne } from './create';
export { readList } from './list';
export { readDeltas, readMetrics } from './metrics';
export { readMatches } from './search';
export { readOne, removeOne } from './single';
