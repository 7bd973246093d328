import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import type { SendOptions } from '../transport/types';
import { wholeNumber } from '../input/coerce';

/** The Options collection of an item; an empty object when the operation has none. */
export function readOptions(context: IExecuteSingleFunctions): IDataObject {
	const options = context.getNodeParameter('options', {});
	return options !== null && typeof options === 'object' && !Array.isArray(options)
		? (options as IDataObject)
		: {};
}

/** Concurrency, attempts and the longest wait of the item's requests; times are entered in seconds. */
export function readSendOptions(context: IExecuteSingleFunctions, itemIndex: number): SendOptions {
	const { maxAttempts, maxWait, concurrency } = readOptions(context);
	const read = (shown: string, value: unknown, max: number, min = 1) =>
		wholeNumber(context, itemIndex, shown, value, { min, max });
	const maxWaitS = read('Max Wait (Seconds)', maxWait, 86_400, 0);
	return {
		maxAttempts: read('Max Attempts', maxAttempts, 20),
		maxWaitMs: maxWaitS === undefined ? undefined : maxWaitS * 1000,
		concurrency: read('Concurrency', concurrency, 50),
	};
}
