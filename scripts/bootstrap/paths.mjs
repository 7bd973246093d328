/** Paths of the project and of the cache. */
import { accessSync, constants, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder that holds package.json. */
export const PROJECT_ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const CACHE_NAME = 'n8n-nodes-creatoraudit';

/** The user's cache folder by the convention of the platform, or undefined where there is no home folder. */
function platformCacheDir(env) {
	if (env.XDG_CACHE_HOME) return env.XDG_CACHE_HOME;
	if (process.platform === 'win32' && env.LOCALAPPDATA) return env.LOCALAPPDATA;
	const home = env.HOME || os.homedir();
	if (!home) return undefined;
	return path.join(home, process.platform === 'darwin' ? 'Library/Caches' : '.cache');
}

function isWritable(dir) {
	try {
		mkdirSync(dir, { recursive: true });
		accessSync(dir, constants.W_OK);
		return true;
	} catch {
		return false;
	}
}

/**
 * Folder for the installs that outlive a checkout (Node 24, n8n).
 * `CREATORAUDIT_CACHE_DIR` is taken as it is; otherwise the user's cache folder, and where that cannot be
 * written (a build account without a home), `.cache` in the project.
 */
export function cacheRoot(env = process.env) {
	if (env.CREATORAUDIT_CACHE_DIR) return path.resolve(env.CREATORAUDIT_CACHE_DIR, CACHE_NAME);
	const base = platformCacheDir(env);
	const preferred = base && path.join(base, CACHE_NAME);
	return preferred && isWritable(preferred)
		? preferred
		: path.join(PROJECT_ROOT, '.cache', CACHE_NAME);
}
