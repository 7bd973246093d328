/**
 * The JSON document in what a command printed: the lines from the first `{` to the last `}` that stand at a line's beginning. Other parts of
 * n8n may say something before it and, when they start slowly, behind it.
 * @throws SyntaxError when there is none
 */
export function documentIn(printed: string): unknown {
	const start = printed.startsWith('{') ? 0 : printed.indexOf('\n{') + 1;
	const end = printed.lastIndexOf('\n}');
	return JSON.parse(end < start ? printed.slice(start) : printed.slice(start, end + 2));
}
