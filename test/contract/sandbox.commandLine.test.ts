/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { connectSandbox } from '../../sandbox/client.mts';

const MAIN = path.resolve('sandbox/main.mts');

describe('the command line of the sandbox', () => {
	const run = promisify(execFile);

	it('prints one line for programs and hints for people, serves, and ends with its parent', async () => {
		const child = spawn(process.execPath, [
			MAIN,
			'--port',
			'0',
			'--control-port',
			'0',
			'--accounts',
			'3',
			'--rate-limit',
			'9/5s',
			'--exit-with-parent',
		]);
		const output = String((await once(child.stdout, 'data'))[0]);
		const ready = output.split('\n').filter((line) => line.startsWith('sandbox ready '));
		expect(ready).toHaveLength(1);
		const other = connectSandbox(
			JSON.parse(ready[0].slice('sandbox ready '.length)) as { apiUrl: string; controlUrl: string },
		);
		expect(await other.settings()).toMatchObject({
			accounts: 3,
			rateLimit: { limit: 9, windowSeconds: 5 },
		});
		child.stdin.end();
		expect(await once(child, 'exit')).toEqual([0, null]);
	});

	it('ends cleanly when it is told to', async () => {
		const child = spawn(process.execPath, [MAIN, '--port', '0', '--control-port', '0']);
		await once(child.stdout, 'data');
		child.kill('SIGTERM');
		expect(await once(child, 'exit')).toEqual([0, null]);
	});

	it('says in one sentence what to do about a port in use', async () => {
		const taken = createServer().listen(0, '127.0.0.1');
		await once(taken, 'listening');
		const port = String((taken.address() as AddressInfo).port);
		const failure = run(process.execPath, [MAIN, '--port', port, '--control-port', '0']);
		await expect(failure).rejects.toMatchObject({
			code: 1,
			stdout: '',
			stderr: expect.stringMatching(new RegExp(`^Port ${port} is in use: .*--port.*\n$`)),
		});
		taken.close();
	});

	it('explains itself, and refuses what it does not understand', async () => {
		expect((await run(process.execPath, [MAIN, '--help'])).stdout).toContain(
			'--rate-limit 600/60s',
		);
		for (const [args, reason] of [
			[['--rate-limit', 'fast'], '"fast" is no rate limit'],
			[['--accounts', 'many'], 'accounts must be integer'],
			[['--colour', 'red'], "Unknown option '--colour'"],
			[['--port', '70000'], '"70000" is no port'],
		] as const) {
			await expect(run(process.execPath, [MAIN, ...args])).rejects.toMatchObject({
				code: 1,
				stderr: expect.stringContaining(reason),
			});
		}
	});
});
