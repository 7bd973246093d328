/** How operations run: each by the function that its routing names, and all items of a step together by overAllItems. */
export { overAllItems } from '../runner/runItems';
export { readAnalytics } from './analytics';
export { callApi } from './apiRequest';
export { createOne } from './create/createOne';
export { readList } from './list';
export { readDeltas, readMetrics } from './metrics';
export { readMatches } from './search';
export { readOne, removeOne } from './readOne';
