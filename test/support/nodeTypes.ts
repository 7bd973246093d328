import { NodeHelpers, type INodeType, type INodeTypes } from 'n8n-workflow';

/** n8n's registry of node types with a few entries, under the names that an installed package has. */
export function nodeTypesOf(types: INodeType[]): INodeTypes {
	const byName = new Map(
		types.map((type) => {
			// n8n adds the settings that every node has when it loads a package.
			NodeHelpers.applySpecialNodeParameters(type);
			return [`n8n-nodes-creatoraudit.${type.description.name}`, type] as const;
		}),
	);
	const get = (name: string) => {
		const type = byName.get(name);
		if (!type) throw new Error(`Unknown node type ${name}`);
		return type;
	};
	return { getByName: get, getByNameAndVersion: get, getKnownTypes: () => ({}) };
}
