/** Command line of the sandbox: `node sandbox/main.mts --help`. */
import { BUILT_IN_KEYS } from './api/keys.mts';
import { HELP, parseOptions, UsageError, type Options } from './options.mts';
import { PortInUseError, runSandbox, type RunningSandbox } from './server.mts';

async function main(): Promise<void> {
	const options = parseOptions(process.argv.slice(2));
	if (options.help) {
		process.stdout.write(HELP);
		return;
	}
	const sandbox = await runSandbox(options.settings, options.ports);
	stopWithProcess(sandbox, options);
	console.log(
		`sandbox ready ${JSON.stringify({ apiUrl: sandbox.apiUrl, controlUrl: sandbox.controlUrl })}`,
	);
	console.log(`  keys    ${Object.values(BUILT_IN_KEYS).join(', ')}`);
	console.log(
		`  try     curl -H 'Authorization: Bearer ${BUILT_IN_KEYS.full}' '${sandbox.apiUrl}/accounts?limit=2'`,
	);
	console.log(
		`  refresh curl -X POST -H 'Content-Type: application/json' -d '{"accounts":3}' ${sandbox.controlUrl}/refresh`,
	);
}

function stopWithProcess(sandbox: RunningSandbox, options: Options): void {
	let stopping = false;
	const stop = (): void => {
		if (stopping) return;
		stopping = true;
		void sandbox.stop().finally(() => process.exit(0));
	};
	process.on('SIGTERM', stop);
	process.on('SIGINT', stop);
	if (options.exitWithParent) process.stdin.resume().on('end', stop).on('error', stop);
}

main().catch((error: unknown) => {
	process.exitCode = 1;
	if (error instanceof PortInUseError) {
		console.error(
			`${error.message}: stop what listens there, or choose another port with --port and --control-port (0 = any free one).`,
		);
	} else if (error instanceof UsageError) {
		console.error(`${error.message}\nSee node sandbox/main.mts --help.`);
	} else {
		console.error(error);
	}
});
