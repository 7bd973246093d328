/** How comments and documents cite, and how they must not. */

/** A document of the repository, with or without an anchor. */
export const CITATION = /(?<![\w/.-])((?:contract\/NOTES|docs\/[\w-]+)\.md)(?:#([\w-]+))?/g;

/** A Markdown link to an anchor: the document (empty for the same one) and the anchor. */
export const LINK = /\]\((?![a-z]+:)([^)\s#]*)#([^)\s]+)\)/gi;

/** Citations of sources that the repository does not hold, in a text {@link withoutLineBreaks}. */
export const FORBIDDEN = [
	/contract[ ]notes/i,
	/n8n[- ]facts/i,
	/best[ ]practices/i,
	/[ ]\(design\b|\bthe[ ]design\b|\bdesign[.]md/i,
	/[ ]\(contract, [A-Z]|\/[*/]+ Contract, [A-Z]|[ ]\(contract: (?:tags? )?[A-Z]/,
	/(?<![\w/])notes[.]md|\btrap[ ]\d/,
	/\bvocabulary[.]md|\bexemplars[.]md/,
];

/** Joins lines and takes the marks of comments from their beginnings, so that a citation may be wrapped. */
export function withoutLineBreaks(text: string): string {
	return text.replace(/\s*\n\s*(?:\*(?!\/)|\/\/)?\s*/g, ' ');
}

/** The anchors of a Markdown text: those that GitHub gives to headings, and explicit ones. */
export function anchorsOf(markdown: string): Set<string> {
	const text = markdown.replace(/^```.*?^```/gms, '');
	const anchors = new Set<string>();
	for (const [, id, heading] of text.matchAll(/<a id="([^"]+)">|^#{1,6} +(.+)$/gm)) {
		const slug = id ?? slugOf(heading);
		let anchor = slug;
		for (let repeat = 1; anchors.has(anchor); repeat++) anchor = `${slug}-${repeat}`;
		anchors.add(anchor);
	}
	return anchors;
}

/** https://github.com/Flet/github-slugger describes the rules: text without marks, in lower case, hyphens for blanks. */
function slugOf(heading: string): string {
	const text = heading.trim().replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
	return text
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
		.replace(/ /g, '-');
}
