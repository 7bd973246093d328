/** Many n8n workers with one API key, each with the package's own limiter, before a server that counts requests in windows. */
import { createRequire } from 'node:module';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import type { LimiterClass } from './fleet.mts';

const LIMITER = path.join(
	PROJECT_ROOT,
	'generated/compiled/nodes/CreatorAudit/transport/rateLimit/rateLimiter.js',
);

/** The limiter as it was compiled for the package, in which it is not to be had alone. n8n provides n8n-workflow to it, so here a link does. */
export async function loadLimiter(packageDir: string, n8nDir: string): Promise<LimiterClass> {
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
	return (createRequire(file)(file) as { RateLimiter: LimiterClass }).RateLimiter;
}
