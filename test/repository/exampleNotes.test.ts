/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INode } from 'n8n-workflow';

const FOLDER = path.join(__dirname, '../../examples');

const EXAMPLES = readdirSync(FOLDER)
	.filter((file) => file.endsWith('.json'))
	.map((file) => ({
		name: file,
		nodes: (JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as { nodes: INode[] }).nodes,
	}));

/** A rectangle on the canvas, in its pixels. */
interface Box {
	name: string;
	left: number;
	top: number;
	right: number;
	bottom: number;
}

const isNote = ({ type }: INode): boolean => type === 'n8n-nodes-base.stickyNote';

/** A step with the name below it; an agent is wider. */
function boxOf(node: INode): Box {
	const [left, top] = node.position;
	const { width, height } = isNote(node)
		? (node.parameters as { width: number; height: number })
		: { width: node.type.endsWith('.agent') ? 260 : 100, height: 150 };
	return { name: node.name, left, top, right: left + width, bottom: top + height };
}

const overlap = (a: Box, b: Box): boolean =>
	a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

describe('The canvas of an example', () => {
	it.each(EXAMPLES)('has nothing that overlaps in $name', ({ nodes }) => {
		const boxes = nodes.map(boxOf);
		const pairs = boxes.flatMap((one, n) =>
			boxes
				.slice(n + 1)
				.filter((other) => overlap(one, other))
				.map((other) => `${one.name} and ${other.name}`),
		);
		expect(pairs).toEqual([]);
	});

	it.each(EXAMPLES)('says in $name how to set it up', ({ nodes }) => {
		const notes = nodes.filter(isNote).map(({ parameters }) => String(parameters.content));
		expect(notes.some((text) => text.startsWith('## ') && text.includes('**To set up:**'))).toBe(
			true,
		);
	});

	it.each(EXAMPLES)('has notes in $name that name only steps that there are', ({ nodes }) => {
		const names = nodes.map(({ name }) => name);
		const steps = nodes
			.filter(isNote)
			.flatMap(({ parameters }) =>
				[...String(parameters.content).matchAll(/\bin \*\*([A-Z][^*]+)\*\*/g)].map(
					([, name = '']) => name,
				),
			);
		expect(steps.filter((name) => !names.includes(name))).toEqual([]);
	});
});
