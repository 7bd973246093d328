/** How sure the parts of the API are, by the marks in contract/openapi.yaml (contract/NOTES.md#standing). */
import { parse } from 'yaml';
import { nameOf } from './contractFacts.mts';

export interface Standing {
	/** Operations that have no reference page, such as `PATCH /videos/{}`. */
	operations: Record<string, 'mentioned' | 'inferred'>;
	/** Query parameters and fields of bodies that no page states, by operation. */
	fields: Record<string, string[]>;
}

interface Part {
	$ref?: string;
	name?: string;
	in?: string;
	'x-existence'?: string;
	'x-inferred'?: boolean;
	properties?: Record<string, Part>;
	parameters?: Part[];
	requestBody?: { content: Record<string, { schema: Part }> };
}
interface Document {
	paths: Record<string, Record<string, Part>>;
}

/** @param text of contract/openapi.yaml */
export function standingOf(text: string): Standing {
	const contract = parse(text) as Document;
	const resolved = (part: Part): Part => {
		if (part.$ref === undefined) return part;
		const keys = part.$ref.slice(2).split('/');
		const target = keys.reduce<unknown>(
			(at, key) => (at as Record<string, unknown>)[key],
			contract,
		);
		return {
			...(target as Part),
			'x-inferred': part['x-inferred'] ?? (target as Part)['x-inferred'],
		};
	};
	const standing: Standing = { operations: {}, fields: {} };
	for (const [route, item] of Object.entries(contract.paths)) {
		for (const [method, operation] of Object.entries(item)) {
			const existence = operation['x-existence'];
			const name = nameOf(method, route);
			if (existence === 'mentioned' || existence === 'inferred')
				standing.operations[name] = existence;
			const inferred = (operation.parameters ?? [])
				.map(resolved)
				.filter((parameter) => parameter['x-inferred'] === true)
				.map((parameter) => String(parameter.name));
			const schema = operation.requestBody?.content['application/json']?.schema;
			const body = schema && resolved(schema);
			for (const [field, part] of Object.entries(body?.properties ?? {}))
				if (body?.['x-inferred'] === true || part['x-inferred'] === true) inferred.push(field);
			if (inferred.length > 0) standing.fields[name] = inferred;
		}
	}
	return standing;
}
