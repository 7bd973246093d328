/** Generates docs/operations.md, the reference of the CreatorAudit node, from its description. */
import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { nameOf } from './contractFacts.mts';
import type { OutputSchema } from './outputSchemas.mts';
import type { Standing } from './standing.mts';

const KINDS: Record<string, string> = {
	boolean: 'on or off',
	dateTime: 'date',
	json: 'JSON',
	multiOptions: 'choices',
	number: 'number',
	options: 'choice',
	resourceLocator: 'From List, By ID',
	string: 'text',
};

/** Longer lists of choices do not fit a table: the fields of a response. */
const MOST_CHOICES = 12;

/** Adds the full stop that n8n's lint rules forbid after a single sentence. */
const sentence = (text = ''): string => (text.endsWith('.') ? text : `${text}.`);

/** Escapes text for a table cell. */
const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\s+/g, ' ').trim();

const choicesOf = (property: INodeProperties): INodePropertyOptions[] =>
	property.type === 'options' || property.type === 'multiOptions'
		? ((property.options ?? []) as INodePropertyOptions[])
		: [];

function isFor(property: INodeProperties, resource: string, operation?: string): boolean {
	const show = property.displayOptions?.show ?? {};
	return (
		show['resource']?.includes(resource) === true &&
		(operation === undefined || show['operation']?.includes(operation) === true)
	);
}

/** Possible values: the choices by name, or the type and the default. */
function whatOf(property: INodeProperties): string {
	const choices = choicesOf(property);
	if (choices.length > 0 && choices.length <= MOST_CHOICES) {
		return choices
			.map(({ name, value }) => (value === property.default ? `**${name}**` : name))
			.join(', ');
	}
	const kind =
		property.modes?.some(({ name }) => name === 'username') === true
			? 'From List, By ID, By Username (or profile address)'
			: KINDS[property.type];
	const preset =
		typeof property.default === 'object' || property.default === ''
			? undefined
			: String(property.default);
	const shown = preset?.startsWith('=') === true ? preset.slice(1) : preset;
	const set = property.type === 'boolean' ? (shown === 'true' ? 'on' : 'off') : shown;
	return [kind ?? 'list of entries', ...(set === undefined ? [] : [`**${set}**`])].join('; ');
}

/** The condition under which a field is shown, apart from its operation. */
function whenOf(property: INodeProperties): string {
	const others = Object.entries(property.displayOptions?.show ?? {}).filter(
		([name]) => name !== 'resource' && name !== 'operation',
	);
	const said = others.map(
		([name, values]) => `${name.replace('/', '')} is ${(values ?? []).join(' or ')}`,
	);
	return said.length === 0 ? '' : ` (when \`${said.join('`, `')}\`)`;
}

/** What is said of an operation without a reference page. */
const ON_OPERATIONS = {
	mentioned:
		"*CreatorAudit's documentation names this call and has no page on it. Each answer is checked for what it must hold.*",
	inferred:
		"*This call is not in CreatorAudit's documentation; it follows from its siblings. Each answer is checked for what it must hold.*",
};

/** The parameter or field of the API that a field fills. */
const apiNameOf = ({ name, routing }: INodeProperties): string =>
	name === 'metadataJson' ? 'metadata' : (routing?.send?.property ?? name);

/** @param inferred parameters and fields of the operation that no page of the documentation states */
function rowsOf(property: INodeProperties, inferred: readonly string[]): string[] {
	const mark = (field: INodeProperties) => {
		if (!inferred.includes(apiNameOf(field))) return '';
		return property.name === 'filters'
			? " *Not in CreatorAudit's documentation; checked with each answer.*"
			: " *Not in CreatorAudit's documentation.*";
	};
	const row = (shown: string, field: INodeProperties) =>
		`| ${cell(shown)}${field.required === true ? ' *' : ''} | \`${field.name}\` | ${cell(whatOf(field))} | ${cell(`${field.description ?? ''}${whenOf(field)}${mark(field)}`)} |`;
	if (property.type !== 'collection') return [row(property.displayName, property)];
	return (property.options as INodeProperties[]).map((entry) =>
		row(`${property.displayName} → ${entry.displayName}`, entry),
	);
}

function operationsOf(description: INodeTypeDescription, resource: string): INodePropertyOptions[] {
	const list = description.properties.find(
		(property) => property.name === 'operation' && isFor(property, resource),
	);
	return (list?.options ?? []) as INodePropertyOptions[];
}

function fieldsOf(
	description: INodeTypeDescription,
	resource: string,
	operation: string,
): INodeProperties[] {
	return description.properties.filter(
		(property) => property.name !== 'operation' && isFor(property, resource, operation),
	);
}

/** The name of an operation's call in the contract. */
const callOf = ({ routing }: INodePropertyOptions): string =>
	nameOf(String(routing?.request?.method), String(routing?.request?.url));

const addressOf = ({ routing }: INodePropertyOptions): string => {
	const { method, url } = routing?.request ?? {};
	return method === undefined ? 'any' : `${method} ${String(url)}`;
};

/** The line about output columns; empty where the API does not describe what it answers. */
function columnsOf(
	schema: OutputSchema | undefined,
	fields: INodeProperties[],
	operation: string,
): string[] {
	if (!schema) return [];
	const others = operation === 'getTop' ? ', and what else CreatorAudit sends' : '';
	const hasChoice = fields.some(({ name }) => name === 'output');
	const names = Object.keys(schema.properties ?? {}).map((name) => `\`${name}\``);
	return [`**Columns${hasChoice ? ' (Simplified)' : ''}:** ${names.join(', ')}${others}`];
}

/** Parts of the API without a field in the node. */
const WITHOUT_FIELD = [
	'## What has no field of its own',
	'',
	'| in the CreatorAudit API | instead |',
	'|---|---|',
	'| `GET /health`, `GET /meta` | API: Request with the path `/health` or `/meta`: whether the API is up, and its version |',
	'| `cursor` | Return All and Limit follow the pages of a list by themselves |',
	'| `sort` | Order By and Direction; it is the older form of the two |',
	'| `include_total` | API: Request with a path such as `/accounts?include_total=true&limit=1`, if only the number is wanted |',
	'',
];

/**
 * Generates the Markdown.
 * @param description of the CreatorAudit node, without the fields that n8n adds
 * @param schemas of its default output, by `<resource>/<operation>`
 * @param standing how sure the parts of the API are
 */
export function operationsDoc(
	description: INodeTypeDescription,
	schemas: Record<string, OutputSchema>,
	standing: Standing,
): string {
	const resources = (description.properties.find(({ name }) => name === 'resource')?.options ??
		[]) as INodePropertyOptions[];
	const overview = resources.flatMap(({ name: resource, value }) =>
		operationsOf(description, String(value)).map(
			(operation) =>
				`| ${resource} | ${operation.name} | ${cell(operation.description ?? '')} | \`${addressOf(operation)}\` | ${standing.operations[callOf(operation)] ?? (operation.routing?.request?.method === undefined ? '' : 'documented')} |`,
		),
	);
	const details = resources.flatMap(({ name: resource, value }) =>
		operationsOf(description, String(value)).flatMap((operation) => {
			const fields = fieldsOf(description, String(value), String(operation.value));
			return [
				`### ${resource}: ${operation.name}`,
				'',
				`${sentence(operation.description)} In a workflow's JSON: resource \`${String(value)}\`, operation \`${String(operation.value)}\`.`,
				'',
				...(standing.operations[callOf(operation)]
					? [ON_OPERATIONS[standing.operations[callOf(operation)]], '']
					: []),
				'| field | name in JSON and expressions | can hold (set at first: bold) | what it does |',
				'|---|---|---|---|',
				...fields.flatMap((field) => rowsOf(field, standing.fields[callOf(operation)] ?? [])),
				'',
				...columnsOf(
					schemas[`${String(value)}/${String(operation.value)}`],
					fields,
					String(operation.value),
				).flatMap((line) => [line, '']),
			];
		}),
	);
	return [
		'# Operations of the CreatorAudit node',
		'',
		'Made from the node itself by `node scripts/run.mjs docs`; a test keeps it in step. Fields with * must be filled in.',
		'',
		'Standing says how sure it is that the API has the call: *documented* on a page of its own, *mentioned* on another page, or *inferred* from its siblings',
		'([contract/NOTES.md](../contract/NOTES.md)). Fields that no page states say so.',
		'',
		'| resource | operation | what it does | CreatorAudit API | standing |',
		'|---|---|---|---|---|',
		...overview,
		'',
		...WITHOUT_FIELD,
		'## Fields',
		'',
		...details,
	].join('\n');
}
