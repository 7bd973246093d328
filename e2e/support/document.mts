/**
 * Finds the JSON document in the output of a command: from the first line that starts with `{` to the last one that starts with `}`.
 * Other parts of n8n may print before it and, when they start slowly, after it.
 * @throws SyntaxError when there is none
 */
export function documentIn(printed: string): unknown {
	const start = printed.startsWith('{') ? 0 : printed.indexOf('\n{') + 1;
	const end = printed.lastIndexOf('\n}');
	return JSON.parse(end < start ? printed.slice(start) : printed.slice(start, end + 2));
}
