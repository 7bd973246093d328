import type { IDataObject } from 'n8n-workflow';

import { FileRow, type Item } from '../../runner/types';
import type { ApiResponse } from '../../transport/types';

/** Types that people read: tables, texts, XML and the like. */
const TEXT_TYPE =
	/^(?:text\/|application\/(?:[\w.-]+\+)?(?:csv|xml|yaml|x-yaml|javascript|x-ndjson|ndjson|jsonl|x-www-form-urlencoded)\b)/i;

/** A text in the encoding that the type names, UTF-8 where it names none that is known. */
function decode(file: Buffer, type: string): string {
	const [, encoding = 'utf-8'] = /charset="?([\w-]+)/i.exec(type) ?? [];
	try {
		return new TextDecoder(encoding).decode(file);
	} catch {
		return new TextDecoder().decode(file);
	}
}

/** What a text says as JSON, for servers that call it plain text; undefined for any other text. */
function asJson(text: string): unknown {
	if (!/^\s*[[{]/.test(text)) return undefined;
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/** The name of a file: as the answer gives it, else the last part of the path. */
function nameOf(disposition: string, path: string): string {
	const [, encoded] = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition) ?? [];
	const [, quoted, plain] = /filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(disposition) ?? [];
	let name = quoted ?? plain ?? path.split('?')[0].split('/').findLast(Boolean) ?? '';
	try {
		if (encoded !== undefined) name = decodeURIComponent(encoded);
	} catch {
		// Not an encoding of anything: the other name will do.
	}
	// A name leads into no folder.
	return name.split(/[/\\]/).at(-1) || 'file';
}

/**
 * The row of an answer that is no JSON: a text under `data`, anything else as a file in n8n's binary field `data`.
 * @param path that was asked for
 */
export async function rowOfFile(
	{ context }: Item,
	file: Buffer,
	{ headers }: ApiResponse,
	path: string,
): Promise<IDataObject | FileRow> {
	const type = headers['content-type'] ?? '';
	if (TEXT_TYPE.test(type)) {
		const text = decode(file, type);
		const json = /^text\/plain\b/i.test(type) ? asJson(text) : undefined;
		if (json === undefined) return { data: text };
		return Array.isArray(json) ? { data: json as IDataObject[] } : (json as IDataObject);
	}
	const mimeType = type.split(';')[0].trim();
	const name = nameOf(headers['content-disposition'] ?? '', path);
	const binary = await context.helpers.prepareBinaryData(file, name, mimeType);
	return new FileRow(
		{ file_name: name, mime_type: mimeType, file_size: file.length },
		{ data: binary },
	);
}
