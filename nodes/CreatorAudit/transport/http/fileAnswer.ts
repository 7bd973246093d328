/** Whether an answer says that it holds something other than JSON or a web page. */
export function isFile(status: number, { 'content-type': type }: Record<string, string>): boolean {
	if (status < 200 || status >= 300 || !type) return false;
	return !/[/+]json\b/i.test(type) && !/html/i.test(type);
}

/** Whether a text is a web page, whatever its type says. */
export function isPageText(text: string): boolean {
	return /^\s*<(?:!doctype html|html)/i.test(text.slice(0, 500));
}
