import type { IDataObject, IExecuteSingleFunctions, INode } from 'n8n-workflow';

import { inputError } from '../transport/errors';
import type { SendOptions } from '../transport/types';

/**
 * A whole number that a user entered, or an expression gave.
 * @param shown name of the field in the editor
 * @returns undefined when the field is empty
 * @throws NodeOperationError that names the field when it is no whole number within the bounds
 */
export function wholeNumber(
	context: { getNode(): INode },
	itemIndex: number | undefined,
	shown: string,
	value: unknown,
	{ min, max }: { min: number; max: number },
): number | undefined {
	if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) return undefined;
	const number = typeof value === 'number' ? value : typeof value === 'string' ? Number(value.trim()) : NaN;
	if (Number.isInteger(number) && number >= min && number <= max) return number;
	const given = typeof value === 'object' ? 'this value' : `"${String(value).trim().slice(0, 80)}"`;
	const range = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
	throw inputError(context.getNode(), shown, `${given} is not a whole number ${range}.`, { itemIndex });
}

/** The Options collection of an item; an empty object when the operation has none. */
export function readOptions(context: IExecuteSingleFunctions): IDataObject {
	const options = context.getNodeParameter('options', {});
	return options !== null && typeof options === 'object' && !Array.isArray(options) ? (options as IDataObject) : {};
}

/** How patiently the item's calls are made; times are entered in seconds. */
export function readSendOptions(context: IExecuteSingleFunctions, itemIndex: number): SendOptions {
	const { maxAttempts, maxWait, concurrency } = readOptions(context);
	const read = (shown: string, value: unknown, max: number, min = 1) => wholeNumber(context, itemIndex, shown, value, { min, max });
	const maxWaitS = read('Max Wait (Seconds)', maxWait, 86_400, 0);
	return {
		maxAttempts: read('Max Attempts', maxAttempts, 20),
		maxWaitMs: maxWaitS === undefined ? undefined : maxWaitS * 1000,
		concurrency: read('Concurrency', concurrency, 50),
	};
}
