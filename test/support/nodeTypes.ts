import { DirectoryLoader, RoutingNode, type ExecuteContext } from 'n8n-core';
import { commonPollingParameters } from 'n8n-core/dist/nodes-loader/constants';
import type { IExecuteFunctions, INodeType, INodeTypes } from 'n8n-workflow';

/** The fields that n8n adds to every node of a kind when it loads a package (n8n-core, DirectoryLoader.loadNode). */
function addEngineParameters(type: INodeType): void {
	if (type.description.polling) type.description.properties.unshift(...commonPollingParameters);
	DirectoryLoader.applyDeclarativeNodeOptionParameters(type);
}

/** What runs a declarative node (n8n, NodeTypes.getByNameAndVersion); without it, n8n-core gives the node no signal to cancel it. */
function addExecute(type: INodeType): void {
	if (type.execute || type.poll || type.description.requestDefaults === undefined) return;
	type.execute = async function (this: IExecuteFunctions) {
		return (await new RoutingNode(this as ExecuteContext, type).runNode()) ?? [];
	};
}

/** n8n's registry of node types with a few entries, under the names that an installed package has. */
export function nodeTypesOf(types: INodeType[]): INodeTypes {
	const byName = new Map(
		types.map((type) => [`n8n-nodes-creatoraudit.${type.description.name}`, type]),
	);
	for (const type of byName.values()) {
		addEngineParameters(type);
		addExecute(type);
	}
	const get = (name: string) => {
		const type = byName.get(name);
		if (!type) throw new Error(`Unknown node type ${name}`);
		return type;
	};
	return { getByName: get, getByNameAndVersion: get, getKnownTypes: () => ({}) };
}
