import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Choice } from './choices';
import { oneOf } from './coerce';
import { readEntries } from './listInput';
import type { ItemInput } from './types';

/**
 * The values that an update takes away, as the API expects them: null.
 * @param field of the update's form; its choices are the API's names
 * @throws NodeOperationError that names the field when a value cannot be taken away
 */
export function readCleared({ context, index }: ItemInput, field: INodeProperties): IDataObject {
	const { clear } = (context.getNodeParameter('updateFields', {}) ?? {}) as IDataObject;
	const choices = field.options as Array<Choice & object>;
	const chosen = readEntries(clear, /[,;\n]+/).map((name) =>
		oneOf(context, index, field.displayName, name, choices),
	);
	return Object.fromEntries(chosen.map((name) => [name, null]));
}
