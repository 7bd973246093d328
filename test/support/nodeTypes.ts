import { DirectoryLoader } from 'n8n-core';
import { commonPollingParameters } from 'n8n-core/dist/nodes-loader/constants';
import type { INodeType, INodeTypes } from 'n8n-workflow';

/** The fields that n8n adds to every node of a kind when it loads a package (n8n-core, DirectoryLoader.loadNode). */
function addEngineParameters(type: INodeType): void {
	if (type.description.polling) type.description.properties.unshift(...commonPollingParameters);
	DirectoryLoader.applyDeclarativeNodeOptionParameters(type);
}

/** n8n's registry of node types with a few entries, under the names that an installed package has. */
export function nodeTypesOf(types: INodeType[]): INodeTypes {
	const byName = new Map(types.map((type) => [`n8n-nodes-creatoraudit.${type.description.name}`, type]));
	for (const type of byName.values()) addEngineParameters(type);
	const get = (name: string) => {
		const type = byName.get(name);
		if (!type) throw new Error(`Unknown node type ${name}`);
		return type;
	};
	return { getByName: get, getByNameAndVersion: get, getKnownTypes: () => ({}) };
}
