/**
 * n8n's own scanner over one folder: `node official.mjs <folder> sources|tarball`. Prints `{ findings }` as JSON.
 *
 * A process of its own, because the scanner makes a temporary folder when it is loaded and writes to the console.
 */
import { glob } from 'node:fs/promises';
import path from 'node:path';
import { ESLint } from 'eslint';
import {
	analyzePackage,
	buildScanConfig,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

/** What the scanner reads of either form when it checks a published package. */
const PATTERNS = { sources: SOURCE_FILE_PATTERNS, tarball: ['**/*.js', 'package.json'] };

const [dir, form] = process.argv.slice(2);

/** The verdict counts errors only, so warnings are looked for with the same configuration. */
async function warnings() {
	const eslint = new ESLint({
		cwd: dir,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: await buildScanConfig(),
	});
	// Given patterns, ESLint would walk through all of node_modules.
	const files = await Array.fromAsync(glob(PATTERNS[form], { cwd: dir }), (file) =>
		path.join(dir, file),
	);
	const results = await eslint.lintFiles(files);
	return results.flatMap(({ filePath, messages }) =>
		messages.map(({ line, message, ruleId }) => `${filePath}:${line} ${message} (${ruleId})`),
	);
}

const { passed, message, details } = await analyzePackage(dir, PATTERNS[form]);
const findings = passed && !message ? await warnings() : [message, details].filter(Boolean);
process.stdout.write(JSON.stringify({ findings }));
