/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';

import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';

/** A name, an export or a short-hand property that nothing declares. */
const UNDECLARED = new Set([2304, 2305, 2552, 2614, 18004]);

/** Some lines run only on a machine without a cache, so a test run does not notice a name that is missing there. */
it('scripts use only names that are declared', async () => {
	const dir = path.join(PROJECT_ROOT, 'scripts');
	const files = (await readdir(dir, { recursive: true }))
		.filter((file) => /\.m[jt]s$/.test(file))
		.map((file) => path.join(dir, file));
	const program = ts.createProgram(files, {
		allowJs: true,
		checkJs: true,
		noEmit: true,
		skipLibCheck: true,
		allowImportingTsExtensions: true,
		resolveJsonModule: true,
		module: ts.ModuleKind.NodeNext,
		moduleResolution: ts.ModuleResolutionKind.NodeNext,
		target: ts.ScriptTarget.ES2024,
		lib: ['lib.es2024.d.ts', 'lib.esnext.iterator.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
		types: ['node'],
	});
	const found = files
		.flatMap((file) => program.getSemanticDiagnostics(program.getSourceFile(file)))
		.filter(({ code }) => UNDECLARED.has(code))
		.map(({ file, messageText }) => `${file?.fileName}: ${String(messageText)}`);
	expect(found).toEqual([]);
});
