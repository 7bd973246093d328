import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { DIGITS_LOST, hasLostDigits, textOf } from '../../input/coerce';
import { visible } from '../../input/names/handles';
import { isId, isUuid, normalId, WHERE_IDS_ARE } from '../../input/ids';
import { isSheetError, SHEET_ERROR } from '../../input/names/sheetValues';
import type { Item } from '../../runner/types';
import { inputError } from '../../transport/errors/nodeErrors';
import { NAMINGS } from './namings';

/** What a locator holds; no value when it is a list or an object. */
interface Located {
	mode?: string;
	value: string | undefined;
	/** Whether it came as a number that has lost its last digits. */
	hasLostDigits?: boolean;
	/** Whether it was chosen from the list, which gives IDs only. */
	isPicked?: boolean;
}

/** A resource locator's mode and value; a bare value, as an AI agent or an expression gives it, has no mode. */
export function readLocator(context: IExecuteSingleFunctions, name: string): Located {
	const given = context.getNodeParameter(name, '') as unknown;
	const located =
		given !== null && typeof given === 'object' && 'value' in given
			? (given as IDataObject)
			: { value: given };
	const { mode, value, cachedResultName } = located as IDataObject;
	return {
		mode: typeof mode === 'string' ? mode : undefined,
		value: textOf(value),
		hasLostDigits: hasLostDigits(value),
		isPicked: mode === 'list' && Boolean(cachedResultName),
	};
}

/**
 * The id that a locator of an item means.
 * @param name the locator's parameter
 * @param located what it holds, for a locator that is not a field of its own
 * @throws NodeOperationError that names the locator when it is empty, or neither an id nor the name of something that is tracked
 */
export async function locate(
	item: Item,
	name: string,
	located: Located = readLocator(item.context, name),
): Promise<string> {
	const { context, index: itemIndex, fields } = item;
	const { mode, value: given, hasLostDigits: isInexact, isPicked } = located;
	const { displayName: shown = name, modes = [] } = fields.byParameter.get(name) ?? {};
	const refuse = (what: string, description?: string) =>
		inputError(context.getNode(), shown, what, { itemIndex, description });
	if (given === undefined) throw refuse('must be a single text.');
	if (isInexact === true) throw refuse(`${given} ${DIGITS_LOST}`);
	const value = visible(given);
	if (value === '') {
		const noun = shown === 'Account' ? 'an account' : `a ${shown.toLowerCase()}`;
		throw refuse('is empty.', `Pick ${noun} from the list or enter its ID.`);
	}
	if (isSheetError(value)) throw refuse(`"${value}" ${SHEET_ERROR}`);
	if (isUuid(value) || ((isPicked || mode === 'id') && isId(value))) return normalId(value);
	const byName = modes.find((offered) => Object.hasOwn(NAMINGS, offered.name));
	const naming = byName && NAMINGS[byName.name];
	const quoted = `"${value.slice(0, 80)}"`;
	// By ID means an ID; elsewhere an expression or an AI agent may give a name.
	if (naming && mode !== 'id') {
		if (naming.isName(value)) return await naming.findId(item, shown, value);
		const problem = naming.problem(value);
		const why = problem === undefined ? '' : ` ${problem}`;
		throw refuse(`${quoted} ${naming.wrong}.${why}`, `${naming.advice(value)} ${WHERE_IDS_ARE}`);
	}
	const advice = naming?.isName(value)
		? `To give ${naming.what}, choose ${byName?.displayName}. `
		: '';
	throw refuse(`${quoted} is not an ID.`, `${advice}${WHERE_IDS_ARE}`);
}
