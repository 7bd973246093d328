/** The owner of the demonstration's n8n: made at the first start, the same ever after. */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * @param {string} dir folder in which the login is kept, readable only by the user
 * @returns {Promise<{ email: string, password: string }>}
 */
export async function ownerLogin(dir) {
	const file = path.join(dir, 'login.json');
	const kept = await readFile(file, 'utf8').catch(() => undefined);
	if (kept !== undefined) return JSON.parse(kept);
	// n8n asks for at least eight characters with a capital letter and a digit.
	const login = { email: 'demo@example.com', password: `Demo-1-${randomBytes(6).toString('hex')}` };
	await writeFile(file, `${JSON.stringify(login)}\n`, { mode: 0o600 });
	return login;
}
