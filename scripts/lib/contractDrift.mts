/** How two versions of the API's contract differ, by what it means for the package. Pure. */
import diff, { type Difference } from 'microdiff';
import type { ContractFacts, ValueFacts } from './contractFacts.mts';

/** Worst first. */
export const MEANINGS = ['breaks', 'can be offered', 'harmless'] as const;
export type Meaning = (typeof MEANINGS)[number];

export interface Drift {
	meaning: Meaning;
	/** What is different, without the operations. */
	text: string;
	/** Where. */
	operations: string[];
}

/** Parameters that the nodes never send. */
const NOT_SENT = ['query sort', 'query include_total'];

/**
 * @param known facts of contract/openapi.yaml
 * @param served facts of the vendor's document
 * @returns one entry for each difference, those of several operations together, the worst first
 */
export function driftBetween(known: ContractFacts, served: ContractFacts): Drift[] {
	const found = new Map<string, Drift>();
	for (const difference of diff(known, served, { cyclesFix: false })) {
		const [operation, ...path] = difference.path.map(String);
		const judged = judge(path, difference, { known, served, operation });
		if (judged === undefined) continue;
		const [meaning, text] = judged;
		const drift = found.get(`${meaning} ${text}`) ?? { meaning, text, operations: [] };
		drift.operations.push(operation);
		found.set(`${meaning} ${text}`, drift);
	}
	return [...found.values()].sort(
		(a, b) => MEANINGS.indexOf(a.meaning) - MEANINGS.indexOf(b.meaning),
	);
}

interface Place {
	known: ContractFacts;
	served: ContractFacts;
	operation: string;
}
type Judged = [Meaning, string] | undefined;

function judge(path: string[], difference: Difference, place: Place): Judged {
	const isNew = difference.type === 'CREATE';
	const isGone = difference.type === 'REMOVE';
	const [part, name, ...inside] = path;
	if (part === undefined)
		return isNew ? ['can be offered', 'is a new operation'] : ['breaks', 'is gone'];
	if (part === 'parameters') {
		const shown = `the ${name.replace(' ', ' parameter ')}`;
		if (inside.length > 0) return judgeSent(inside, difference, shown);
		if (isGone) return [NOT_SENT.includes(name) ? 'harmless' : 'breaks', `${shown} is gone`];
		return place.served[place.operation].parameters[name].needed
			? ['breaks', `${shown} must be sent`]
			: ['can be offered', `${shown} is new`];
	}
	if (name === undefined) {
		if (part === 'answer')
			return [
				'harmless',
				isNew ? 'the answer is described' : 'the answer is not described any more',
			];
		return isGone ? ['breaks', 'takes no body any more'] : ['can be offered', 'takes a body'];
	}
	const whole = [name, ...inside];
	if (part === 'answer') return judgeAnswer(whole, difference);
	const missing = neededInside(whole, difference, place);
	return missing ?? judgeSent(whole, difference, 'the body');
}

/** A new field of a body that must be there; undefined for anything else, and `required` of a new field is not told twice. */
function neededInside(
	path: string[],
	{ type }: Difference,
	{ known, served, operation }: Place,
): Judged {
	const field = path.at(-1) ?? '';
	const kind = path.at(-2);
	if (type !== 'CREATE' || kind !== 'fields') return undefined;
	const parent = at(served[operation].body, path.slice(0, -2));
	if (parent?.required?.[field] !== true) return undefined;
	return at(known[operation].body, path.slice(0, -2)) === undefined
		? undefined
		: ['breaks', `${shownField('the body', path)} must be sent`];
}

function at(value: ValueFacts | undefined, path: string[]): ValueFacts | undefined {
	return path.reduce<unknown>(
		(inner, key) => (inner as Record<string, unknown> | undefined)?.[key],
		value,
	) as ValueFacts | undefined;
}

/** `the body's accounts.platform`: lists and maps stand for their entries. */
function shownField(owner: string, path: string[]): string {
	const names = path.filter((key, index) => path[index - 1] === 'fields' && key !== 'fields');
	return names.length === 0 ? owner : `the field \`${names.join('.')}\` of ${owner}`;
}

/** Of what the nodes send: whatever is narrowed may be refused. */
function judgeSent(path: string[], difference: Difference, owner: string): Judged {
	const key = path.at(-1) ?? '';
	const kind = path.at(-2);
	const isNew = difference.type === 'CREATE';
	const isGone = difference.type === 'REMOVE';
	const shown = shownField(owner, kind === 'fields' ? path : path.slice(0, -1));
	if (kind === 'fields')
		return isGone ? ['breaks', `${shown} is gone`] : ['can be offered', `${shown} is new`];
	if (kind === 'values')
		return isGone
			? ['breaks', `${shown} does not take \`${key}\` any more`]
			: ['can be offered', `${shown} takes \`${key}\``];
	if (kind === 'required')
		return isGone
			? ['harmless', `${shownField(owner, [...path.slice(0, -2), 'fields', key])} may be left out`]
			: ['breaks', `${shownField(owner, [...path.slice(0, -2), 'fields', key])} must be sent`];
	if (kind === 'limits') return judgeLimit(key, difference, shown);
	if (key === 'needed')
		return isTrue(difference)
			? ['breaks', `${owner} must be sent`]
			: ['harmless', `${owner} may be left out`];
	if (key === 'type') {
		const [before, after] = bothTypes(difference);
		const isWider = before.every((type) => after.includes(type)) || after.length === 0;
		return [
			isWider ? 'harmless' : 'breaks',
			`${shown} is ${after.join(' or ') || 'anything'}, not ${before.join(' or ') || 'anything'}`,
		];
	}
	if (key === 'values' || key === 'limits')
		return isNew
			? ['breaks', `${shown} takes only ${listOf(difference)}`]
			: ['can be offered', `${shown} has no ${key} any more`];
	return ['harmless', `${shown} is described in another way`];
}

function judgeLimit(name: string, difference: Difference, shown: string): Judged {
	const before = 'oldValue' in difference ? Number(difference.oldValue) : undefined;
	const after = 'value' in difference ? Number(difference.value) : undefined;
	const isUpper = name.startsWith('max');
	const isTighter =
		after !== undefined && (before === undefined || (isUpper ? after < before : after > before));
	return [
		isTighter ? 'breaks' : 'can be offered',
		`${name} of ${shown} is ${after ?? 'gone'}, not ${before ?? 'unlimited'}`,
	];
}

/** Of what the nodes read: what is added passes, what is taken away or retyped may be missed. */
function judgeAnswer(path: string[], difference: Difference): Judged {
	const key = path.at(-1) ?? '';
	const kind = path.at(-2);
	const isGone = difference.type === 'REMOVE';
	const shown = shownField('the answer', kind === 'fields' ? path : path.slice(0, -1));
	if (kind === 'fields')
		return isGone ? ['breaks', `${shown} is gone`] : ['can be offered', `${shown} is new`];
	if (kind === 'values')
		return ['harmless', `${shown} ${isGone ? 'is never' : 'can be'} \`${key}\``];
	if (key === 'type') {
		const [before, after] = bothTypes(difference);
		const isNarrower = before.length === 0 || after.every((type) => before.includes(type));
		return [
			isNarrower ? 'harmless' : 'breaks',
			`${shown} is ${after.join(' or ') || 'anything'}, not ${before.join(' or ') || 'anything'}`,
		];
	}
	if (key === 'fields' && isGone)
		return ['breaks', `the fields of ${shown} are not described any more`];
	if (key === 'fields') return ['can be offered', `${shown} has fields: ${listOf(difference)}`];
	return ['harmless', `${shown} is described in another way`];
}

const isTrue = (difference: Difference): boolean =>
	'value' in difference && difference.value === true;

function listOf(difference: Difference): string {
	return 'value' in difference ? Object.keys(difference.value as object).join(', ') : '';
}

function bothTypes(difference: Difference): [before: string[], after: string[]] {
	const split = (text: unknown) => (typeof text === 'string' ? text.split(' or ') : []);
	return [
		split('oldValue' in difference ? difference.oldValue : undefined),
		split('value' in difference ? difference.value : undefined),
	];
}

/** The drift in words, as Markdown. @param standing of operations in the contract, where they are not documented */
export function driftReport(drift: Drift[], standing: Record<string, string> = {}): string {
	const sections = MEANINGS.map((meaning) => {
		const entries = drift.filter((one) => one.meaning === meaning);
		const lines = entries.map(({ text, operations }) => {
			const named = operations.map(
				(name) => `\`${name}\`${standing[name] ? ` (${standing[name]})` : ''}`,
			);
			return `- ${named.join(', ')}: ${text}.`;
		});
		return `## ${meaning[0].toUpperCase()}${meaning.slice(1)} (${entries.length})\n\n${lines.join('\n') || 'Nothing.'}`;
	});
	return `${sections.join('\n\n')}\n`;
}
