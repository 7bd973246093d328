/** node scripts/run.mjs docs: writes docs/operations.md from the built node's description. */
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PROJECT_ROOT } from './bootstrap/paths.mjs';
import { tool } from './lib/command.mjs';
import { operationsDoc } from './lib/operationsDoc.mts';

await tool('gulp', ['build']);
const require = createRequire(import.meta.url);
const { CreatorAudit } = require('../dist/nodes/CreatorAudit/CreatorAudit.node.js');
const file = path.join(PROJECT_ROOT, 'docs', 'operations.md');
await writeFile(file, operationsDoc(new CreatorAudit().description));
