/** Values that cells of a sheet hold in place of what was meant. Pure functions. */

/** Errors of Excel and Google Sheets, as their cells show them. */
const ERRORS = new Set(
	'#N/A #REF! #VALUE! #NAME? #DIV/0! #NUM! #NULL! #SPILL! #CALC! #ERROR! #FIELD! #BUSY! #BLOCKED! #CONNECT! #UNKNOWN! #GETTING_DATA'.split(
		' ',
	),
);

/** Whether a value is the error of a formula. */
export function isSheetError(value: unknown): boolean {
	return typeof value === 'string' && value.length < 40 && ERRORS.has(value.trim().toUpperCase());
}

/** What to say of it. */
export const SHEET_ERROR = 'is an error of a sheet. Correct its formula, or leave the row out.';

/** The same as a sentence, behind what is wrong with the text; undefined of any other text. */
export function describeSheetError(text: string): string | undefined {
	return isSheetError(text) ? 'It is an error of a sheet.' : undefined;
}

/** Whether a text is what a switch, a count or an empty variable leaves behind, and not the name of anybody. Written with an @, it is a name. */
export function isNoName(text: string): boolean {
	return /^(?:true|false|0|null|undefined|nan)$/i.test(text.trim()) || isSheetError(text);
}

/** What to say of it; undefined of any other text. */
export function describeNoName(text: string): string | undefined {
	if (isSheetError(text)) return describeSheetError(text);
	return isNoName(text) ? `To mean a username, write @${text.trim().toLowerCase()}.` : undefined;
}
