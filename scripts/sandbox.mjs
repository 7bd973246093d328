/** npm run sandbox: the local CreatorAudit API. Arguments go to it: `npm run sandbox -- --accounts 20000`. */
import { tool } from './lib/command.mjs';

const { exitCode, signal } = await tool(
	process.execPath,
	['sandbox/main.mts', ...process.argv.slice(2)],
	{
		reject: false,
		stdio: 'inherit',
	},
);
process.exitCode = exitCode ?? (signal ? 143 : 1);
