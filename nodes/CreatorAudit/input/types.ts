import type { IExecuteSingleFunctions } from 'n8n-workflow';

/** Where the fields of one input item are read. */
export interface ItemInput {
	context: IExecuteSingleFunctions;
	/** Zero-based index of the item, which errors name. */
	index: number;
}
