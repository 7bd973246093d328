/** What the published code loads while it runs. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { expectNone, type Check } from './check.mts';
import type { UnpackedPackage } from './unpackedPackage.mts';

/** n8n brings the first; the second is the one module of Node that n8n Cloud allows and this package needs. */
const ALLOWED = ['n8n-workflow', 'node:crypto'];

export const importChecks: Check<UnpackedPackage>[] = [
	{
		name: `the code loads only its own files, ${ALLOWED.join(' and ')}`,
		run: async ({ dir, files }) => {
			const scripts = files.filter((file) => file.path.endsWith('.js')).map((file) => file.path);
			const findings = await Promise.all(scripts.map((file) => badImports(dir, file)));
			expectNone(findings.flat());
			return `${scripts.length} files read`;
		},
	},
];

async function badImports(dir: string, file: string): Promise<string[]> {
	const findings: string[] = [];
	for (const wanted of importsOf(await readFile(path.join(dir, file), 'utf8'), file)) {
		if (wanted === undefined) findings.push(`${file} loads a module whose name is computed`);
		else if (wanted.startsWith('.')) {
			if (!(await isOwnFile(dir, path.resolve(dir, path.dirname(file), wanted))))
				findings.push(`${file} loads ${wanted}, which is not in the package`);
		} else if (!ALLOWED.includes(wanted)) findings.push(`${file} loads ${wanted}`);
	}
	return findings;
}

/** Names of the modules that a script loads; undefined for one that is only known when it runs. */
function importsOf(source: string, file: string): (string | undefined)[] {
	const found: (string | undefined)[] = [];
	function visit(node: ts.Node): void {
		if (ts.isCallExpression(node) && isLoader(node.expression)) {
			const [name] = node.arguments;
			found.push(name && ts.isStringLiteralLike(name) ? name.text : undefined);
		}
		if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
			found.push((node.moduleSpecifier as ts.StringLiteral).text);
		}
		ts.forEachChild(node, visit);
	}
	visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS));
	return found;
}

/** `require(…)`, `require.resolve(…)`, `module.require(…)`, `import(…)` */
function isLoader(callee: ts.Expression): boolean {
	if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
	if (ts.isIdentifier(callee)) return callee.text === 'require';
	if (!ts.isPropertyAccessExpression(callee)) return false;
	return (
		callee.name.text === 'require' ||
		(ts.isIdentifier(callee.expression) && callee.expression.text === 'require')
	);
}

async function isOwnFile(dir: string, target: string): Promise<boolean> {
	if (!target.startsWith(dir + path.sep)) return false;
	for (const candidate of [target, `${target}.js`, path.join(target, 'index.js')]) {
		const isFile = await stat(candidate).then(
			(found) => found.isFile(),
			() => false,
		);
		if (isFile) return true;
	}
	return false;
}
