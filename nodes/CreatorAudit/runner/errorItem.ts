import type {
	IDataObject,
	IExecutePaginationFunctions,
	INodeExecutionData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';

import { answersModel } from './aiTool';

/** What has a column of its own and is left out of the text. */
const OWN_COLUMNS = /^(Code|Request ID): /;

/** All that an error says in one plain text: what happened, what to do next, and the API's own words, a line for each field. */
function wholeText({ message }: Error, description: string): string {
	if (description === '') return message;
	return `${/[.!?]$/.test(message) ? message : `${message}.`} ${description}`;
}

/** The row of a failed item. Its columns are used by workflows: names and meaning stay. */
function errorRow(error: NodeApiError | NodeOperationError): IDataObject {
	const { code, requestId } = error.context;
	const lines = (error.description ?? '').split('\n').filter((line) => !OWN_COLUMNS.test(line));
	const status = 'httpCode' in error ? Number(error.httpCode) : NaN;
	return {
		error: wholeText(error, lines.join('\n')),
		...(typeof code === 'string' && { error_code: code }),
		...(status > 0 && { error_status: status }),
		...(typeof requestId === 'string' && { request_id: requestId }),
	};
}

/** The item of a failed item, or what a model is told. The engine's own error items are not paired (docs/n8n-internals.md#pairing-of-items). */
export function errorItem(
	context: IExecutePaginationFunctions,
	error: NodeApiError | NodeOperationError,
	item: number,
): INodeExecutionData[] {
	const pairedItem = { item };
	// A model has one text, and no columns.
	if (answersModel(context.getNode()))
		return [{ json: { error: wholeText(error, error.description ?? '') }, pairedItem }];
	const failed: INodeExecutionData = { json: errorRow(error), pairedItem };
	// n8n finds what belongs to the error output by this property. Where it is enumerable, n8n replaces the row by the message (docs/n8n-internals.md#error-items).
	if (context.getNode().onError === 'continueErrorOutput')
		Object.defineProperty(failed, 'error', { value: error, enumerable: false });
	return [failed];
}
