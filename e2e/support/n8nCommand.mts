/** How an n8n process is started: its command line and environment variables. */
import path from 'node:path';
import { LOOPBACK } from './ports.mts';
import type { UserFolder } from './folder.mts';

/** Variables that configure a developer's own n8n. Tests must not inherit them. */
const FOREIGN =
	/^(N8N_|DB_|QUEUE_|EXECUTIONS_|GENERIC_TIMEZONE$|NODE_OPTIONS$|NODE_PATH$|WEBHOOK_URL$)/;

/** No telemetry, no surveys, no ports beyond the loopback interface. */
const QUIET = {
	N8N_LISTEN_ADDRESS: LOOPBACK,
	N8N_RUNNERS_BROKER_LISTEN_ADDRESS: LOOPBACK,
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	// The list of verified community nodes comes from n8n's server.
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_REINSTALL_MISSING_PACKAGES: 'false',
	// Plain http on the loopback interface.
	N8N_SECURE_COOKIE: 'false',
	N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
	// The package is not among those that n8n has verified.
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_LOG_LEVEL: 'info',
	GENERIC_TIMEZONE: 'UTC',
	TZ: 'UTC',
};

/** @param extra overrides everything else */
export function n8nEnv(folder: UserFolder, extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
	const own = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
	return {
		...Object.fromEntries(own),
		// n8n starts its task runner as "node".
		PATH: [path.dirname(process.execPath), process.env.PATH].join(path.delimiter),
		...QUIET,
		// This module asks n8n's server for a list as well (1.x has no such module and refuses the name).
		...(folder.major === 1 ? {} : { N8N_DISABLED_MODULES: 'mcp-registry' }),
		N8N_USER_FOLDER: folder.root,
		N8N_RESTRICT_FILE_ACCESS_TO: folder.filesDir,
		...extra,
	};
}

/** n8n's command line as arguments of Node. */
export function n8nCommand(folder: UserFolder, ...args: string[]): string[] {
	return [path.join(folder.n8nDir, 'node_modules', 'n8n', 'bin', 'n8n'), ...args];
}
