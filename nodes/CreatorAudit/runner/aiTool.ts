import type { INode } from 'n8n-workflow';

/** Whether the node is the tool of an AI agent: n8n adds "Tool" to the type of such a node. */
export function isTool({ type }: INode): boolean {
	return type.endsWith('Tool');
}

/**
 * Whether a model is told of a failure as the tool's answer, which it is unless the user wants the workflow to stop.
 *
 * What a tool throws is lost on the model: agents up to version 2 tell it nothing then, newer ones only the message, and in n8n 1.x those end
 * the whole workflow.
 */
export function answersModel(node: INode): boolean {
	return isTool(node) && node.onError !== 'stopWorkflow';
}

/** What a model is told where a step has no rows: newer agents would tell it nothing, as if the tool did not work. */
export const NOTHING_FOUND = { result: 'Nothing was found.' };
