/** How operations run: each by the function that its routing names, and all items of a step together by overAllItems. */
export { overAllItems } from './allItems';
export { readAnalytics } from './analytics';
export { callApi } from './callApi';
export { createOne } from './create';
export { readList } from './list';
export { readDeltas, readMetrics } from './metrics';
export { readMatches } from './search';
export { readOne, removeOne } from './single';
