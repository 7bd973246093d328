/** node scripts/run.mjs docs: writes docs/operations.md from the built node's description. */
import { glob, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PROJECT_ROOT } from './bootstrap/paths.mjs';
import { tool } from './lib/command.mjs';
import { standingOf } from './lib/standing.mts';
import { operationsDoc } from './lib/operationsDoc.mts';

await tool('gulp', ['build']);
const require = createRequire(import.meta.url);
const { CreatorAudit } = require('../dist/nodes/CreatorAudit/CreatorAudit.node.js');
const folder = path.join(PROJECT_ROOT, 'dist/nodes/CreatorAudit/__schema__/v1.0.0');
const schemas = {};
for await (const file of glob('*/*.json', { cwd: folder }))
	schemas[file.replace(/\.json$/, '')] = JSON.parse(
		await readFile(path.join(folder, file), 'utf8'),
	);
const file = path.join(PROJECT_ROOT, 'docs', 'operations.md');
const contract = await readFile(path.join(PROJECT_ROOT, 'contract/openapi.yaml'), 'utf8');
await writeFile(file, operationsDoc(new CreatorAudit().description, schemas, standingOf(contract)));
