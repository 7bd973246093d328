/** Holds what the bench finds to what can be. */

interface Judged {
	goal?: { text: string; met: boolean };
	data: unknown;
}

/** Figures that count or measure something, by the end of their names: none of them can be negative. */
const NEVER_NEGATIVE =
	/(?:bytes|ms|requests|refusals|delivered|items|amount|windows|served|ratio|median|min|max)$/i;

/** Names of figures that cannot be: not a number, or less than nothing. A goal that rests on one is not met. */
export function impossibleFigures(data: unknown, name = ''): string[] {
	if (typeof data === 'number')
		return Number.isNaN(data) || (data < 0 && NEVER_NEGATIVE.test(name)) ? [name] : [];
	if (typeof data !== 'object' || data === null) return [];
	return Object.entries(data).flatMap(([key, value]) =>
		impossibleFigures(value, Array.isArray(data) ? name : name === '' ? key : `${name}.${key}`),
	);
}

/** The finding, its goal missed if a figure cannot be. */
export function judged<T extends Judged>(finding: T): T {
	const impossible = impossibleFigures(finding.data);
	if (impossible.length === 0) return finding;
	const text = `${finding.goal?.text ?? 'to be measured'}, and figures that can be (not ${impossible.join(', ')})`;
	return { ...finding, goal: { text, met: false } };
}
