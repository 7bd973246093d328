import type {
	DeclarativeRestApiSettings,
	IBinaryKeyData,
	IDataObject,
	IExecutePaginationFunctions,
	INodeExecutionData,
} from 'n8n-workflow';

import type { DeclaredFields } from '../input/declaredFields';
import type { ItemInput } from '../input/types';
import type { SendOptions } from '../transport/types';

/** What the operation's routing makes of an item: method, path template, query and body. */
export type Request = DeclarativeRestApiSettings.HttpRequestOptions;

/** One input item, with what an operation needs to work on it. */
export interface Item extends ItemInput {
	context: IExecutePaginationFunctions;
	request: Request;
	/** What the operation's form declares. */
	fields: DeclaredFields;
	send: SendOptions;
	/** Stands for the credential as resolved for the item; the key cannot be read from it. */
	keyId: string;
}

/** A row that carries a file, as n8n's binary data. */
export class FileRow {
	constructor(
		readonly json: IDataObject,
		readonly binary: IBinaryKeyData,
	) {}
}

/** What an operation does with one item: rows for its output, which come out paired with the item. */
export type Work = (item: Item) => Promise<Array<IDataObject | FileRow>>;

/** The function by which an operation's routing names how it runs (docs/n8n-internals.md#the-pagination-function). */
export type Execution = (
	this: IExecutePaginationFunctions,
	requestData: DeclarativeRestApiSettings.ResultOptions,
) => Promise<INodeExecutionData[]>;
