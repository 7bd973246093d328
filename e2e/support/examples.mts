/** The workflows in examples/, set up as a user does it: with credentials and a spreadsheet. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import { ACTION_NODE, TRIGGER_NODE } from './package.mts';
import type { CredentialReference, Workflow, WorkflowNode } from './workflow.mts';

export const EXAMPLES = path.join(PROJECT_ROOT, 'examples');

/** Stored credentials by their type. */
export type CredentialChoice = Record<string, CredentialReference>;

const GOOGLE_SHEETS = 'n8n-nodes-base.googleSheets';
/** The step that holds the URL of the spreadsheet. */
const SPREADSHEET_STEP = 'Your spreadsheet';

/** Names of the example files, without `.json`. */
export async function exampleNames(): Promise<string[]> {
	const files = await readdir(EXAMPLES);
	return files
		.filter((file) => file.endsWith('.json'))
		.map((file) => file.slice(0, -'.json'.length))
		.sort();
}

/** An example, unchanged. */
export async function readExample(name: string): Promise<Workflow> {
	return JSON.parse(await readFile(path.join(EXAMPLES, `${name}.json`), 'utf8')) as Workflow;
}

/** A step of a workflow. @throws Error when there is none of that name */
export function stepOf({ nodes }: Workflow, name: string): WorkflowNode {
	const step = nodes.find((node) => node.name === name);
	if (step === undefined) throw new Error(`The example has no step "${name}"`);
	return step;
}

/** Sets the credential of each step that needs one. */
export function withCredentials(workflow: Workflow, choice: CredentialChoice): Workflow {
	const nodes = workflow.nodes.map((node) => {
		const type = credentialTypeOf(node);
		if (type === undefined) return node;
		const chosen = choice[type];
		if (chosen === undefined) throw new Error(`No credential of type ${type} for "${node.name}"`);
		return { ...node, credentials: { [type]: chosen } };
	});
	return { ...workflow, nodes };
}

/**
 * Sets the URL of the spreadsheet and the authentication. Other parameters of the Google Sheets steps stay: choosing a document there makes
 * the editor clear sheet and columns.
 */
export function withSpreadsheet(
	workflow: Workflow,
	id: string,
	authentication: 'oAuth2' | 'serviceAccount' = 'oAuth2',
): Workflow {
	const nodes = workflow.nodes.map((node) => {
		if (node.type === GOOGLE_SHEETS)
			return { ...node, parameters: { ...node.parameters, authentication } };
		if (node.name !== SPREADSHEET_STEP) return node;
		const {
			assignments: {
				assignments: [field, ...others],
			},
		} = node.parameters as { assignments: { assignments: Array<Record<string, unknown>> } };
		const value = `https://docs.google.com/spreadsheets/d/${id}/edit?gid=0#gid=0`;
		return {
			...node,
			parameters: {
				...node.parameters,
				assignments: { assignments: [{ ...field, value }, ...others] },
			},
		};
	});
	return { ...workflow, nodes };
}

function credentialTypeOf({ type, parameters }: WorkflowNode): string | undefined {
	switch (type) {
		case ACTION_NODE:
		case `${ACTION_NODE}Tool`:
		case TRIGGER_NODE:
			return 'creatorAuditApi';
		case GOOGLE_SHEETS:
			return parameters.authentication === 'serviceAccount' ? 'googleApi' : 'googleSheetsOAuth2Api';
		case 'n8n-nodes-base.slack':
		case 'n8n-nodes-base.slackHitlTool':
			return 'slackApi';
		case '@n8n/n8n-nodes-langchain.lmChatOpenAi':
			return 'openAiApi';
		default:
			return undefined;
	}
}
