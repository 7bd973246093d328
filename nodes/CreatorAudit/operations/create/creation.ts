import type { IDataObject } from 'n8n-workflow';

import type { Item } from '../../runner/types';
import type { trySend } from '../../transport/send';

/** What differs between the records that operations create. Each operation's own file gives it. */
export interface Creation {
	/**
	 * Brings what a user pasted into the API's form, in place.
	 * @throws NodeOperationError that names the field when it is empty or wrong
	 */
	normalise(item: Item, body: IDataObject): void;
	/** Fields that say which record is meant; the others are what an update writes to it. */
	identity: readonly string[];
	/** The same text for all bodies that mean the same record. */
	nameOf(body: IDataObject): string;
	/** Finds the record that is there already. */
	findExisting(item: Item, body: IDataObject): Promise<IDataObject | undefined>;
	/** Whether the API makes a second record of the same name, instead of answering with a conflict. */
	mayDouble?: boolean;
	/** Called with each create as it is sent. */
	onSend?(item: Item, body: IDataObject, outcome: ReturnType<typeof trySend>): void | Promise<void>;
}
