import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { isBlank, oneOf, readSwitch, wholeNumber } from '../input/coerce';
import { LANGUAGES, withFormattedColumns, type Language } from '../output/formattedColumns';
import type { SendOptions } from '../transport/types';

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

/**
 * How the item's rows get their formatted columns; undefined when the user wants none.
 * @throws NodeOperationError that names the field when the language is not one of those offered
 */
export function readRowFormat(
	context: IExecuteSingleFunctions,
	itemIndex: number,
): ((row: IDataObject) => IDataObject) | undefined {
	const { formattedColumns: given } = readOptions(context);
	if (isBlank(given)) return undefined;
	const languages = Object.entries(LANGUAGES).map(([value, name]) => ({
		name,
		value: value as Language,
	}));
	const language = oneOf(context, itemIndex, 'Formatted Columns', given, languages);
	return (row) => withFormattedColumns(row, language, Date.now());
}

/** The input item's own fields, when the user wants to keep them beside the result. Those of the same name give way. */
export function readKeptFields(context: IExecuteSingleFunctions, itemIndex: number): IDataObject {
	const { keepInputFields } = readOptions(context);
	if (readSwitch(context, itemIndex, 'Keep Input Fields', keepInputFields) !== true) return {};
	const kept = { ...context.getInputData()?.json };
	// n8n takes an item with this field for a failed one (docs/n8n-internals.md#retry-on-fail).
	delete kept.error;
	return kept;
}
