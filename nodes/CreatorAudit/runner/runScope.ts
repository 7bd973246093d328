import { runScopeOf } from '../transport/connection';
import type { ApiContext } from '../transport/types';

/**
 * State that all items of a node run share. Each run gets its own, which is garbage-collected with the run.
 * @param make creates the state when a run first asks for it
 */
export function runScoped<T>(make: () => T): (context: ApiContext) => T {
	const memories = new WeakMap<object, T>();
	return (context) => {
		const run = runScopeOf(context);
		const memory = memories.get(run) ?? make();
		memories.set(run, memory);
		return memory;
	};
}
