/** Values that a field takes, with the labels that people see of them. */

/** A value that is its own label, or a value with its label. */
export type Choice<T extends string = string> = T | { name: string; value: T };

/** The lengths of time that the API knows (contract/NOTES.md#deltas). */
export const PERIODS = [
	{ name: 'Last 7 Days', value: '7d' },
	{ name: 'Last 30 Days', value: '30d' },
	{ name: 'Last 90 Days', value: '90d' },
] as const;

/** One form for `Last 30 Days`, `last_30_days` and `LAST 30 DAYS`. */
const plain = (text: string): string => text.toLowerCase().replace(/[\s_-]+/g, '');

export function valueOf<T extends string>(choice: Choice<T>): T {
	return typeof choice === 'string' ? choice : choice.value;
}

/** The choice that a text means, by its value or its label, in capitals or not; undefined when it means none. */
export function findChoice<T extends string>(
	text: string,
	choices: ReadonlyArray<Choice<T>>,
): T | undefined {
	const given = plain(text);
	const found =
		choices.find((choice) => plain(valueOf(choice)) === given) ??
		choices.find((choice) => typeof choice !== 'string' && plain(choice.name) === given);
	return found === undefined ? undefined : valueOf(found);
}
