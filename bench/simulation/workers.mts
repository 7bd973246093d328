/** Many n8n workers with one API key, each with the package's own limiter, before a server that counts requests in windows. */
import { createRequire } from 'node:module';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import { SimulatedClock } from './clock.mts';

export interface Fleet {
	workers: number;
	/** Calls that wait in all, spread evenly over the workers. */
	calls: number;
	limit: number;
	windowSeconds: number;
	/** From sending to answer. */
	latencyMs: number;
	/** Calls of one worker under way at once. */
	concurrency: number;
}

export interface FleetResult {
	/** Until the last call was served. */
	tookMs: number;
	/** The least that the quota allows. */
	minimumMs: number;
	refusals: number;
	/** Windows in which something was asked for. */
	windows: number;
}

/** What is used of transport/limiter.ts, which stands there described. */
interface RateLimiter {
	acquire(turn: {
		group: object;
		concurrency: number;
		maxPauseMs: number;
		first: boolean;
	}): Promise<object>;
	settle(permit: object, outcome: object): void;
}

type Limiter = new (clock: SimulatedClock) => RateLimiter;

const LIMITER = path.join(
	PROJECT_ROOT,
	'generated/compiled/nodes/CreatorAudit/transport/limiter.js',
);

/** The limiter as it was compiled for the package, in which it is not to be had alone. n8n provides n8n-workflow to it, so here a link does. */
export async function loadLimiter(packageDir: string, n8nDir: string): Promise<Limiter> {
	const modules = path.join(packageDir, '..');
	await symlink(
		path.join(n8nDir, 'node_modules/n8n-workflow'),
		path.join(modules, 'n8n-workflow'),
		'junction',
	).catch(() => {});
	const bundled = await rollup({
		input: LIMITER,
		external: ['n8n-workflow'],
		plugins: [nodeResolve()],
	});
	const file = path.join(modules, 'limiter.cjs');
	await bundled.write({ file, format: 'cjs' });
	return (createRequire(file)(file) as { RateLimiter: Limiter }).RateLimiter;
}

/** Lets a fleet work off its calls. Every refused call is asked again, as the package does. */
export async function simulateFleet(Limiter: Limiter, fleet: Fleet): Promise<FleetResult> {
	const { workers, calls, limit, windowSeconds, latencyMs, concurrency } = fleet;
	const clock = new SimulatedClock();
	const windowMs = windowSeconds * 1_000;
	const used = new Map<number, number>();
	let served = 0;
	let refusals = 0;
	let tookMs = 0;

	function serve(): { status: number; remaining: number; resetMs: number } {
		const window = Math.floor(clock.now() / windowMs);
		const count = (used.get(window) ?? 0) + 1;
		used.set(window, count);
		return {
			status: count > limit ? 429 : 200,
			remaining: Math.max(0, limit - count),
			resetMs: (window + 1) * windowMs,
		};
	}

	async function call(limiter: RateLimiter, group: object): Promise<void> {
		for (let again = false; ; again = true) {
			const permit = await limiter.acquire({
				group,
				concurrency,
				maxPauseMs: Infinity,
				first: again,
			});
			const sentMs = clock.now();
			await clock.sleep(latencyMs / 2);
			const { status, remaining, resetMs } = serve();
			const dateHeader = new Date(Math.floor(clock.now() / 1_000) * 1_000).toUTCString();
			const retryAfterMs =
				status === 429 ? Math.ceil((resetMs - clock.now()) / 1_000) * 1_000 : undefined;
			await clock.sleep(latencyMs / 2);
			const reading = { limit, remaining, resetMs };
			limiter.settle(permit, {
				status,
				reading,
				retryAfterMs,
				dateHeader,
				sentMs,
				receivedMs: clock.now(),
			});
			if (status === 200) break;
			refusals += 1;
		}
		served += 1;
		tookMs = clock.now();
	}

	for (let worker = 0; worker < workers; worker++) {
		const limiter = new Limiter(clock);
		const group = {};
		for (let n = worker; n < calls; n += workers) void call(limiter, group);
	}
	await clock.run(() => served === calls);
	return {
		tookMs,
		minimumMs: (Math.ceil(calls / limit) - 1) * windowMs,
		refusals,
		windows: used.size,
	};
}
