import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { idOf, lookUpOnce } from '../batching/accountLookup';
import { textOf } from '../input/coerce';
import { HANDLE_ADVICE, parseHandle, visible } from '../input/handles';
import { isUuid, WHERE_IDS_ARE } from '../input/ids';
import type { Item } from '../runner/types';
import { inputError } from '../transport/errors/nodeErrors';

/** What a locator holds; no value when it is a list or an object. */
interface Located {
	mode?: string;
	value: string | undefined;
}

/** A resource locator's mode and value; a bare value, as an AI agent or an expression gives it, has no mode. */
function readLocator(context: IExecuteSingleFunctions, name: string): Located {
	const given = context.getNodeParameter(name, '') as unknown;
	const located =
		given !== null && typeof given === 'object' && 'value' in given
			? (given as IDataObject)
			: { value: given };
	const { mode, value } = located as { mode?: unknown; value: unknown };
	return { mode: typeof mode === 'string' ? mode : undefined, value: textOf(value) };
}

/**
 * The id that a locator of an item means.
 * @param name the locator's parameter
 * @param located what it holds, for a locator that is not a field of its own
 * @throws NodeOperationError that names the locator when it is empty, no id, or a handle that is not tracked
 */
export async function locate(
	{ context, index: itemIndex, fields, send }: Item,
	name: string,
	{ mode, value: given }: Located = readLocator(context, name),
): Promise<string> {
	const { displayName: shown = name, modes = [] } = fields.byParameter.get(name) ?? {};
	if (given === undefined)
		throw inputError(context.getNode(), shown, 'must be a single text.', { itemIndex });
	const value = visible(given);
	if (value === '') {
		const description = `Pick ${shown === 'Account' ? 'an account' : `a ${shown.toLowerCase()}`} from the list or enter its ID.`;
		throw inputError(context.getNode(), shown, 'is empty.', { itemIndex, description });
	}
	if (isUuid(value)) return value.toLowerCase();
	// By ID means an ID; elsewhere an expression or an AI agent may give a name.
	const takesNames = modes.some((offered) => offered.name === 'username');
	const byName = takesNames && mode !== 'id';
	const handle = parseHandle(value);
	if (byName && handle)
		return idOf(context, itemIndex, shown, await lookUpOnce(context, handle, send));
	const what = byName
		? 'is neither an ID, a username nor the address of a profile'
		: 'is not an ID';
	const advice = byName
		? HANDLE_ADVICE
		: takesNames && handle
			? 'To give a username or an address, choose By Username.'
			: '';
	throw inputError(context.getNode(), shown, `"${value.slice(0, 80)}" ${what}.`, {
		itemIndex,
		description: `${advice} ${WHERE_IDS_ARE}`.trim(),
	});
}
