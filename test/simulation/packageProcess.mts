/** The package as a process of n8n loads it: with its own module state, and in simulated time. */
import { createHash, randomUUID, type BinaryToTextEncoding } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { transformSync } from '@swc/core';
import type { SimulatedClock } from '../../bench/simulation/clock.mts';
import { SimulatedController, SimulatedSignal } from './abort.mts';
import { Random } from './random.mts';

type Factory = (...given: unknown[]) => void;

/** What a module sees in place of the real thing. */
const PARAMETERS = [
	'exports',
	'require',
	'performance',
	'Date',
	'Math',
	'AbortController',
	'AbortSignal',
];

/** Compiled once, because a simulation starts many processes. */
const factories = new Map<string, { run: Factory; addresses: Map<string, string> }>();

function compiled(file: string): { run: Factory; addresses: Map<string, string> } {
	const known = factories.get(file);
	if (known) return known;
	const { code } = transformSync(readFileSync(file, 'utf8'), {
		filename: file,
		jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
		module: { type: 'commonjs', importInterop: 'node' },
		configFile: false,
		swcrc: false,
	});
	const run = new Function(...PARAMETERS, `${code}\n//# sourceURL=${file}`) as Factory;
	const factory = { run, addresses: new Map<string, string>() };
	factories.set(file, factory);
	return factory;
}

function resolve(from: string, name: string): string {
	const file = path.resolve(path.dirname(from), name);
	return existsSync(`${file}.ts`) ? `${file}.ts` : path.join(file, 'index.ts');
}

/** Folders whose modules have no state and know no time: all processes share them, which makes a start ten times as quick. */
const STATELESS = /CreatorAudit\/(?:input|output|resources)\//;
const shared = new Map<string, Record<string, unknown>>();

let n8nWorkflow: object | undefined;

/** n8n-workflow as CommonJS, which Node.js and jest alike load. */
function n8nWorkflowOf(nodesDir: string): object {
	n8nWorkflow ??= createRequire(path.join(nodesDir, 'index.js'))('n8n-workflow') as object;
	return n8nWorkflow;
}

/** Digests by text: the same few keys and ids are hashed again and again. */
const digests = new Map<string, string>();

function hashing(algorithm: string): object {
	let text = '';
	const hash = {
		update: (more: string) => ((text += more), hash),
		digest: (encoding: BinaryToTextEncoding) => {
			const name = `${algorithm} ${encoding} ${text}`;
			const known = digests.get(name) ?? createHash(algorithm).update(text).digest(encoding);
			digests.set(name, known);
			return known;
		},
	};
	return hash;
}

export interface ProcessSetup {
	clock: SimulatedClock;
	/** Moment of the simulated clock that counts as 1970, in ms below zero: what `Date.now()` is at its zero. */
	epochMs: number;
	random: Random;
	/** Folder `nodes` of the package. */
	nodesDir: string;
}

/** A process of n8n, as far as the package can see it. */
export class PackageProcess {
	readonly setup: ProcessSetup;
	/** A process that was killed waits for ever. */
	isKilled = false;
	readonly #modules = new Map<string, Record<string, unknown>>();
	readonly #given: unknown[];
	readonly #external: Record<string, unknown>;

	constructor(setup: ProcessSetup) {
		this.setup = setup;
		const { clock, epochMs, random } = setup;
		const startedMs = clock.now();
		const now = () => epochMs + clock.now();
		class SimulatedDate extends Date {
			constructor(...args: unknown[]) {
				super(...((args.length === 0 ? [now()] : args) as [number]));
			}

			static override now(): number {
				return now();
			}
		}
		const math = Object.create(Math, { random: { value: () => random.next() } }) as Math;
		const performance = { now: () => clock.now() - startedMs };
		this.#given = [performance, SimulatedDate, math, SimulatedController, SimulatedSignal];
		this.#external = {
			'n8n-workflow': Object.create(n8nWorkflowOf(setup.nodesDir), {
				sleep: { value: async (ms: number) => await this.sleep(ms) },
			}) as object,
			'node:crypto': {
				createHash: hashing,
				randomUUID: () =>
					randomUUID().replace(/[0-9a-f]/g, () => random.between(0, 15).toString(16)),
			},
		};
	}

	/** Waits; in a killed process for ever. */
	async sleep(ms: number): Promise<void> {
		await this.setup.clock.sleep(ms);
		if (this.isKilled) await new Promise(() => undefined);
	}

	/** What comes of something that goes on without the process; nothing once it is killed. */
	async outlives<T>(outside: Promise<T>): Promise<T> {
		const [settled] = await Promise.allSettled([outside]);
		if (this.isKilled) await new Promise(() => undefined);
		if (settled.status === 'rejected') throw settled.reason;
		return settled.value;
	}

	/** What a file of the package exports. @param name path below `nodes`, without its ending */
	load(name: string): Record<string, unknown> {
		return this.#require(path.join(this.setup.nodesDir, `${name}.ts`));
	}

	#require(file: string): Record<string, unknown> {
		const modules = STATELESS.test(file) ? shared : this.#modules;
		const known = modules.get(file);
		if (known) return known;
		const exports: Record<string, unknown> = {};
		modules.set(file, exports);
		const { run, addresses } = compiled(file);
		const require = (name: string) => {
			if (name in this.#external) return this.#external[name];
			if (!name.startsWith('.')) throw new Error(`The package may not import ${name}`);
			const address = addresses.get(name) ?? resolve(file, name);
			addresses.set(name, address);
			return this.#require(address);
		};
		run(exports, require, ...this.#given);
		return exports;
	}
}
