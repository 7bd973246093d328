/** A long-running process with a log file. It and its children end with this process at the latest. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Service {
	pid: number;
	/** Standard output and error of the process. */
	logFile: string;
	/** Content of the log file. */
	log(): string;
	/** Exit code or signal, once it has ended. */
	readonly ended: string | undefined;
	/** Resolves with it when the process ends. */
	exited: Promise<string>;
	/** Sends SIGTERM and waits; sends SIGKILL after a timeout. */
	stop(): Promise<void>;
	/** Sends SIGKILL, like a power failure. Resolves when the process is gone. */
	kill(): Promise<void>;
}

export interface LaunchOptions {
	/** Program to run; by default this Node, with a script as the first argument. */
	command?: string;
	args: string[];
	/** User to run as, for programs that refuse to run as root. */
	uid?: number;
	cwd: string;
	env: NodeJS.ProcessEnv;
	/** Appended to, not overwritten. */
	logFile: string;
}

const END_WITH_PARENT = fileURLToPath(new URL('endWithParent.cjs', import.meta.url));
const STOP_PATIENCE_MS = 20_000;
const WINDOWS = process.platform === 'win32';
const running = new Set<number>();
let watching = false;

/** Starts a process in a new process group. */
export function launch({ command, args, uid, cwd, env, logFile }: LaunchOptions): Service {
	endWithThisProcess();
	const log = openSync(logFile, 'a');
	const [program, programArgs] =
		command === undefined
			? [process.execPath, ['--require', END_WITH_PARENT, ...args]]
			: [command, args];
	const child = spawn(program, programArgs, {
		cwd,
		env,
		uid,
		detached: !WINDOWS,
		stdio: ['ignore', log, log],
	});
	child.once('error', () => {});
	closeSync(log);
	const pid = child.pid;
	if (pid === undefined) throw new Error(`${program} could not be started`);
	running.add(pid);
	let ended: string | undefined;
	const exited = new Promise<string>((resolve) => {
		child.once('exit', (code, signal) => {
			ended = signal ?? `exit code ${code}`;
			// Its own children have no reason to live on: n8n's task runner would look for its broker for ever.
			signalGroup(pid, 'SIGKILL');
			running.delete(pid);
			resolve(ended);
		});
	});
	const end = async (signal: NodeJS.Signals): Promise<void> => {
		if (ended !== undefined) return;
		signalGroup(pid, signal);
		const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), STOP_PATIENCE_MS);
		await exited;
		clearTimeout(timer);
	};
	return {
		pid,
		logFile,
		log: () => readFileSync(logFile, 'utf8'),
		get ended() {
			return ended;
		},
		exited,
		stop: () => end('SIGTERM'),
		kill: () => end('SIGKILL'),
	};
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(WINDOWS ? pid : -pid, signal);
	} catch {
		// Gone already.
	}
}

/** The new group does not receive the terminal's Ctrl+C. A process with its own signal handlers must exit by process.exit. */
function endWithThisProcess(): void {
	if (watching) return;
	watching = true;
	// Ahead of others, who delete the folders that these processes work in.
	process.prependOnceListener('exit', () => {
		for (const pid of running) signalGroup(pid, 'SIGKILL');
	});
	const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
	for (const [signal, code] of Object.entries(codes)) {
		if (process.listenerCount(signal) === 0) process.once(signal, () => process.exit(code));
	}
}
