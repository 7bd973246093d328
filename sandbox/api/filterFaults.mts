/** Lists that take a filter and do not apply it, or do not say so: the contract does not tell how far the real API is to be trusted. */
import type { HandlerResponse, Context, Handler } from './operations/context.mts';

type Echo = Record<string, unknown>;

/** What a list says of its filters. @param asked by the request @param active in force */
function echoOf({ settings }: Context, asked: Echo, active: Echo): Echo | undefined {
	switch (settings.filterEcho) {
		case 'absent':
			return undefined;
		case 'asked':
			return { ...active, ...asked };
		case 'wrong':
			return {
				...active,
				...Object.fromEntries(Object.keys(asked).map((name) => [name, 'something else'])),
			};
		case 'active':
			return active;
	}
}

/** Wraps a list so that it ignores the filters in `settings.ignoreFilters` and echoes filters as `settings.filterEcho` says. */
export function withFilterFaults(list: Handler, filters: readonly string[]): Handler {
	return (context): HandlerResponse => {
		const { settings, request } = context;
		if (settings.ignoreFilters.length === 0 && settings.filterEcho === 'active')
			return list(context);
		const { query } = request;
		const asked = Object.fromEntries(
			filters
				.filter((name) => query[name] !== undefined && query[name] !== null)
				.map((name) => [name, query[name]]),
		);
		const ignored = new Set(settings.ignoreFilters);
		const applied = Object.fromEntries(
			Object.entries(query).filter(([name]) => !ignored.has(name)),
		);
		const response = list({ ...context, request: { ...request, query: applied } });
		const { filters: active, ...body } = response.body as { filters: Echo };
		const echo = echoOf(context, asked, active);
		return { ...response, body: echo === undefined ? body : { ...body, filters: echo } };
	};
}
