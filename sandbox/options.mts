/** Options of the command line. */
import { parseArgs } from 'node:util';
import {
	DEFAULT_SETTINGS,
	parseSettings,
	SettingsError,
	type RateLimit,
	type Settings,
} from './settings.mts';

export interface Options {
	help: boolean;
	/** 0 = any free one. */
	ports: { api: number; control: number };
	settings: Settings;
	/** End when stdin ends, which is when the process that started this one is gone. */
	exitWithParent: boolean;
}

/** Invalid command line; the message says why. */
export class UsageError extends Error {}

export const HELP = `A local CreatorAudit v2 API with made-up data.

  node sandbox/main.mts [options]

  --port 4010               port of the API (0 = any free one)
  --control-port 4011       port of the control API
  --accounts 60             tracked accounts
  --creators 20             creators
  --videos 80               individually tracked videos
  --rate-limit 600/60s      requests per window and key, or off
  --seed 7                  the same seed gives the same data
  --quota 100               most accounts that may be tracked (default: no cap)
  --nulls last              where rows without a sort value stand: first or last
  --clock-skew-ms 0         the server's clock minus the real one
  --latency-ms 0            wait before each request is worked on
  --scrape manual           auto = resources refresh by themselves, manual = on POST /refresh of the control API
  --speed 1                 how much faster than real time they do
  --validate-responses      check every response against the contract
  --settings '{...}'        any settings as JSON (sandbox/settings.mts lists them)
  --exit-with-parent        end when standard input ends
  --help                    this text
`;

/** @throws UsageError */
export function parseOptions(args: string[]): Options {
	const values = parse(args);
	const ports = {
		api: portOf(values.port ?? '4010'),
		control: portOf(values['control-port'] ?? '4011'),
	};
	const numbers = {
		accounts: values.accounts,
		creators: values.creators,
		videos: values.videos,
		seed: values.seed,
		quota: values.quota,
		clockSkewMs: values['clock-skew-ms'],
		latencyMs: values['latency-ms'],
		speed: values.speed,
	};
	const chosen: Record<string, unknown> = {};
	for (const [name, text] of Object.entries(numbers))
		if (text !== undefined) chosen[name] = text.trim() === '' ? text : Number(text);
	if (values['rate-limit'] !== undefined) chosen['rateLimit'] = rateLimitOf(values['rate-limit']);
	if (values.nulls !== undefined) chosen['nulls'] = values.nulls;
	if (values.scrape !== undefined) chosen['scrape'] = values.scrape;
	if (values['validate-responses']) chosen['validateResponses'] = true;
	try {
		const given = parseSettings({ ...chosen, ...jsonOf(values.settings ?? '{}') });
		return {
			help: values.help ?? false,
			ports,
			settings: { ...DEFAULT_SETTINGS, ...given },
			exitWithParent: values['exit-with-parent'] ?? false,
		};
	} catch (error) {
		if (error instanceof SettingsError) throw new UsageError(error.message);
		throw error;
	}
}

function parse(args: string[]) {
	const text = { type: 'string' } as const;
	const flag = { type: 'boolean' } as const;
	try {
		return parseArgs({
			args,
			options: {
				port: text,
				'control-port': text,
				accounts: text,
				creators: text,
				videos: text,
				'rate-limit': text,
				seed: text,
				quota: text,
				nulls: text,
				'clock-skew-ms': text,
				'latency-ms': text,
				scrape: text,
				speed: text,
				'validate-responses': flag,
				settings: text,
				'exit-with-parent': flag,
				help: flag,
			},
		}).values;
	} catch (error) {
		throw new UsageError((error as Error).message);
	}
}

function portOf(text: string): number {
	const port = Number(text);
	if (!Number.isInteger(port) || port < 0 || port > 65_535)
		throw new UsageError(`"${text}" is no port: give a number from 0 to 65535.`);
	return port;
}

function rateLimitOf(text: string): RateLimit | null {
	if (text === 'off') return null;
	const [, limit, windowSeconds] = /^(\d+)\/(\d+)s?$/.exec(text) ?? [];
	if (windowSeconds === undefined)
		throw new UsageError(
			`"${text}" is no rate limit: give requests/seconds such as 60/60s, or off.`,
		);
	return { limit: Number(limit), windowSeconds: Number(windowSeconds) };
}

function jsonOf(text: string): object {
	try {
		return JSON.parse(text) as object;
	} catch {
		throw new UsageError('--settings is no valid JSON.');
	}
}
