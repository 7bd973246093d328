/** The package's shape as any consumer of npm packages meets it: entry points, module formats, fields of package.json. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from '../bootstrap/paths.mjs';
import { Finding, type Check } from './check.mts';

/** A process of its own: publint is an ES module, and the tests run as CommonJS. */
const PUBLINT = path.join(PROJECT_ROOT, 'node_modules/publint/src/cli.js');

export const shapeChecks: Check<{ dir: string }>[] = [
	{
		name: 'publint finds nothing',
		run: async ({ dir }) => {
			const options = ['--pack', 'false', '--level', 'warning', '--strict'];
			await promisify(execFile)(process.execPath, [PUBLINT, dir, ...options], {
				env: { ...process.env, NO_COLOR: '1' },
			}).catch(({ stdout, stderr }: { stdout: string; stderr: string }) => {
				throw new Finding(
					`${stdout}\n${stderr}`.split('\n').filter((line) => /^\d+\. /.test(line)),
				);
			});
		},
	},
];
