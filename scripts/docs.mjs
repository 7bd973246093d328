/** node scripts/run.mjs docs: writes docs/operations.md from the built node's description. */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import ts from 'typescript';
import { PROJECT_ROOT } from './bootstrap/paths.mjs';
import { tool } from './lib/command.mjs';
import { standingOf } from './lib/standing.mts';
import { operationsDoc } from './lib/operationsDoc.mts';

await tool('gulp', ['build']);
const require = createRequire(import.meta.url);
const { CreatorAudit } = require('../dist/nodes/CreatorAudit/CreatorAudit.node.js');
// The built package keeps its columns to itself.
const source = await readFile(
	path.join(PROJECT_ROOT, 'nodes/CreatorAudit/output/columns.ts'),
	'utf8',
);
const { outputText } = ts.transpileModule(source, {
	compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext },
});
const { COLUMNS } = await import(`data:text/javascript,${encodeURIComponent(outputText)}`);
const file = path.join(PROJECT_ROOT, 'docs', 'operations.md');
const contract = await readFile(path.join(PROJECT_ROOT, 'contract/openapi.yaml'), 'utf8');
await writeFile(file, operationsDoc(new CreatorAudit().description, COLUMNS, standingOf(contract)));
