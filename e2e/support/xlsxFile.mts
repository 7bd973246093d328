/** Excel files that a workflow has written. */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { UserFolder } from './folder.mts';

/** The reader that n8n brings, under its name in each major version. */
const READER = { 1: 'xlsx', 2: '@e965/xlsx' };

/** Rows of a file's first sheet, by the names in its header. */
export function readXlsx(
	{ major, n8nDir, filesDir }: UserFolder,
	fileName: string,
): Array<Record<string, unknown>> {
	const require = createRequire(path.join(n8nDir, 'node_modules/n8n-nodes-base/package.json'));
	const { readFile, utils } = require(READER[major]) as {
		readFile(file: string): { SheetNames: string[]; Sheets: Record<string, unknown> };
		utils: { sheet_to_json(sheet: unknown): Array<Record<string, unknown>> };
	};
	const { SheetNames, Sheets } = readFile(path.join(filesDir, fileName));
	return utils.sheet_to_json(Sheets[String(SheetNames[0])]);
}
