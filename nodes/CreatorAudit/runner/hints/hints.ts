import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { NodeRun } from '../../transport/nodeRun';
import { isTool } from '../aiTool';
import { remarksOf, type Remarks } from './remarks';

/** Waiting for the quota that is shorter, in ms, is not worth a word. */
const NOTICEABLE_MS = 5_000;

/** The editor shows a hint as HTML. */
const shown = (name: string): string =>
	`"${name.slice(0, 80).replace(/&/g, '&amp;').replace(/</g, '&lt;')}"`;

/** What the rows of metrics are of: ID, username, or address. */
const subjectOf = ({ json }: INodeExecutionData): string =>
	String(json.account_id ?? json.username ?? json.video ?? json.id);

function untracked(output: INodeExecutionData[]): string | undefined {
	const rows = output.filter(({ json }) => typeof json.found === 'boolean');
	const missing = new Set(rows.filter(({ json }) => json.found === false).map(subjectOf));
	const [first] = missing;
	if (first === undefined) return undefined;
	const all = new Set(rows.map(subjectOf)).size;
	return `CreatorAudit does not track ${missing.size} of the ${all} that you asked for, for example ${shown(first)}. Their rows have no numbers, and "found" is false.`;
}

function stale({ stale: names }: Remarks): string | undefined {
	const [first] = names;
	if (first === undefined) return undefined;
	return `The numbers of ${names.size} of the results are old, for example those of ${shown(first)}: the last refresh is longer ago than twice the refresh interval. See in CreatorAudit whether they still exist.`;
}

function unmatched({ unmatched: count }: Remarks, items: number): string | undefined {
	if (count === 0) return undefined;
	const whose =
		items === 1 ? 'The filters match' : `The filters of ${count} of ${items} items match`;
	return `${whose} nothing in CreatorAudit.`;
}

function waited({ quotaWaitMs, requests }: NodeRun): string | undefined {
	if (quotaWaitMs < NOTICEABLE_MS) return undefined;
	return `This step sent ${requests} requests and waited ${Math.round(quotaWaitMs / 1000)} seconds for the request quota of the API key.`;
}

/**
 * Says below the output what people should know of a run that went well, one sentence or two for each cause. Nothing to the model of an AI
 * agent, and nothing where n8n has no hints (docs/n8n-internals.md#hints).
 * @param nodeRun undefined when no item has begun
 */
export function addHints(
	run: Pick<IExecuteFunctions, 'getNode'> & Partial<IExecuteFunctions>,
	nodeRun: NodeRun | undefined,
	output: INodeExecutionData[],
): void {
	if (!nodeRun || isTool(run.getNode())) return;
	const own = remarksOf(nodeRun);
	const reads = /^get(?:Daily)?(?:Metrics|Deltas)$/.test(
		String(run.getNode().parameters.operation),
	);
	const messages = [
		reads ? untracked(output) : undefined,
		stale(own),
		unmatched(own, nodeRun.begun.size),
		waited(nodeRun),
	].filter((message) => message !== undefined);
	if (messages.length > 0)
		run.addExecutionHints?.(
			...messages.map((message) => ({ message, location: 'outputPane' as const })),
		);
}
