/** What an error about input begins with: the field's name, then a verb or a colon. */
export const startsWithField = (shown: string): RegExp =>
	new RegExp(`^${shown.replace(/[()/]/g, '\\$&')}(?:: | (?:has|holds|is|may|must|was) )`);
