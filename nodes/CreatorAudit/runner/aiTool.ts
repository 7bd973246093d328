import type { INode } from 'n8n-workflow';

/** Whether the node is the tool of an AI agent: n8n adds "Tool" to the type of such a node. */
export function isTool({ type }: INode): boolean {
	return type.endsWith('Tool');
}

/**
 * Whether a failure is the tool's answer to the model. It is, unless the user wants the workflow to stop.
 *
 * A model does not see what a tool throws: agents up to version 2 pass on nothing, newer ones only the message, and in n8n 1.x newer ones end the
 * whole workflow.
 */
export function answersModel(node: INode): boolean {
	return isTool(node) && node.onError !== 'stopWorkflow';
}

/** The answer to a model where a step has no rows. Without it, newer agents pass on nothing, as if the tool did not work. */
export const NOTHING_FOUND = { result: 'Nothing was found.' };
