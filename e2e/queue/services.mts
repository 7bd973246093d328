/** Redis and PostgreSQL, each a process with a temporary folder. */
import { execa } from 'execa';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Problem } from '../../scripts/bootstrap/problem.mjs';
import { withProgress } from '../../scripts/bootstrap/progress.mjs';
import { waitFor } from '../support/waitFor.mts';
import { freePort, LOOPBACK } from '../support/ports.mts';
import { launch, type Service } from '../support/service.mts';

export interface QueueServices {
	/** Environment variables that configure n8n to use both, in queue mode. */
	env: NodeJS.ProcessEnv;
	stop(): Promise<void>;
}

/** Debian keeps PostgreSQL's server programs outside of the path, by version. */
const DEBIAN_POSTGRES = '/usr/lib/postgresql';
const DATABASE_USER = 'n8n';
const REMEDY =
	'Install them (Debian: apt-get install redis-server postgresql; macOS: brew install redis postgresql).';

/**
 * Checks that the programs are installed; as root on Debian it installs them.
 * @throws Problem that says what to install
 */
export async function ensureQueueServices(): Promise<void> {
	if ((await programs()) !== undefined) return;
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
		throw new Problem('Queue mode needs Redis and PostgreSQL, which are not installed.', REMEDY);
	}
	await withProgress('Installing Redis and PostgreSQL (once)', {}, async () => {
		const env = { DEBIAN_FRONTEND: 'noninteractive' };
		await execa('apt-get', ['update'], { env });
		await execa(
			'apt-get',
			['install', '-y', '--no-install-recommends', 'redis-server', 'postgresql'],
			{ env },
		);
	}).catch((error: { stderr?: string }) => {
		throw new Problem(
			'Redis and PostgreSQL could not be installed by apt-get.',
			REMEDY,
			error.stderr,
		);
	});
	if ((await programs()) === undefined)
		throw new Problem('Redis and PostgreSQL were installed but are not found.', REMEDY);
}

/** Starts both, empty, on free ports of the loopback interface. */
export async function startQueueServices(): Promise<QueueServices> {
	const found = await programs();
	if (found === undefined)
		throw new Problem('Queue mode needs Redis and PostgreSQL, which are not installed.', REMEDY);
	const [redis, postgres] = await Promise.all([
		startRedis(found.redis),
		startPostgres(found.postgres, found.initdb),
	]);
	return {
		env: {
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: LOOPBACK,
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: LOOPBACK,
			DB_POSTGRESDB_PORT: String(postgres.port),
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: DATABASE_USER,
		},
		stop: async () => {
			await Promise.all([redis.stop(), postgres.stop()]);
		},
	};
}

interface Running {
	port: number;
	stop(): Promise<void>;
}

async function startRedis(program: string): Promise<Running> {
	const dir = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-redis-'));
	const port = await freePort();
	const args = [
		'--port',
		String(port),
		'--bind',
		LOOPBACK,
		'--dir',
		dir,
		'--save',
		'',
		'--appendonly',
		'no',
	];
	return await running(
		'Redis',
		port,
		dir,
		launch({ command: program, args, cwd: dir, env: process.env, logFile: path.join(dir, 'log') }),
	);
}

async function startPostgres(program: string, initdb: string): Promise<Running> {
	const dir = await mkdtemp(path.join(os.tmpdir(), 'creatoraudit-postgres-'));
	const port = await freePort();
	const uid = await unprivilegedUser();
	if (uid !== undefined) await chown(dir, uid, -1);
	const data = path.join(dir, 'data');
	const init = [
		'-D',
		data,
		'-U',
		DATABASE_USER,
		'--auth=trust',
		'--encoding=UTF8',
		'--locale=C',
		'--no-sync',
	];
	await execa(initdb, init, { cwd: dir, uid });
	// A temporary database needs no durability.
	const args = [
		'-D',
		data,
		'-h',
		LOOPBACK,
		'-p',
		String(port),
		'-k',
		dir,
		'-F',
		'-c',
		'full_page_writes=off',
	];
	const logFile = path.join(dir, 'log');
	return await running(
		'PostgreSQL',
		port,
		dir,
		launch({ command: program, args, uid, cwd: dir, env: process.env, logFile }),
	);
}

async function running(
	name: string,
	port: number,
	dir: string,
	service: Service,
): Promise<Running> {
	await waitFor(`${name} to listen`, () => service.ended !== undefined || accepts(port), {
		timeoutMs: 60_000,
	});
	if (service.ended !== undefined)
		throw new Error(`${name} ended (${service.ended}):\n${service.log()}`);
	return {
		port,
		stop: async () => {
			await service.stop();
			await rm(dir, { recursive: true, force: true, maxRetries: 5 });
		},
	};
}

/** PostgreSQL refuses to run as root; its package has made a user for it. */
async function unprivilegedUser(): Promise<number | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	return Number((await execa('id', ['-u', 'postgres'])).stdout);
}

async function accepts(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const connection = net.connect(port, LOOPBACK);
		connection.once('connect', () => resolve(true)).once('error', () => resolve(false));
		connection.once('connect', () => connection.destroy());
	});
}

/** Absolute paths of the programs, undefined when one is missing. */
async function programs(): Promise<
	{ redis: string; postgres: string; initdb: string } | undefined
> {
	const versions = await readdir(DEBIAN_POSTGRES).catch(() => [] as string[]);
	const newest = versions
		.sort((a, b) => Number(b) - Number(a))
		.map((version) => path.join(DEBIAN_POSTGRES, version, 'bin'));
	const dirs = [...newest, ...(process.env.PATH ?? '').split(path.delimiter)];
	const find = (name: string) =>
		dirs.map((dir) => path.join(dir, name)).find((file) => existsSync(file));
	const [redis, postgres, initdb] = [find('redis-server'), find('postgres'), find('initdb')];
	return redis && postgres && initdb ? { redis, postgres, initdb } : undefined;
}
