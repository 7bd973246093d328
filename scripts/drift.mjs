/**
 * npm run drift -- FILE|URL: how the vendor's OpenAPI document differs from contract/openapi.yaml, and what that means for the package.
 * Ends with 0 when nothing or only harmless things differ, with 1 when there is something to do, with 2 when a document cannot be read.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { PROJECT_ROOT } from './bootstrap/paths.mjs';
import { Problem, report } from './bootstrap/problem.mjs';
import { driftBetween, driftReport } from './lib/contractDrift.mts';
import { contractFacts, nameOf } from './lib/contractFacts.mts';

const PATIENCE_MS = 60_000;

const REMEDY = "Name a file or an address that holds the vendor's OpenAPI document.";

/** @param {string} source */
async function textOf(source) {
	try {
		if (!/^https?:/.test(source)) return await readFile(source, 'utf8');
		const response = await fetch(source, { signal: AbortSignal.timeout(PATIENCE_MS) });
		if (response.ok) return await response.text();
		throw new Error(`the server answers with ${response.status}`);
	} catch (error) {
		throw new Problem(
			`${source} cannot be read: ${error.cause?.message ?? error.message}.`,
			REMEDY,
		);
	}
}

/** @param {string} source */
async function documentOf(source) {
	const document = parse(await textOf(source));
	if (document?.paths === undefined)
		throw new Problem(`${source} is no OpenAPI document: it has no paths.`, REMEDY);
	return document;
}

/** Operations of the contract that are not documented, with their standing. */
function standingOf(contract) {
	return Object.fromEntries(
		Object.entries(contract.paths).flatMap(([route, item]) =>
			Object.entries(item)
				.filter(([, operation]) => ['mentioned', 'inferred'].includes(operation['x-existence']))
				.map(([method, operation]) => [nameOf(method, route), `${operation['x-existence']} here`]),
		),
	);
}

try {
	const [source, ...others] = process.argv.slice(2);
	if (source === undefined || others.length > 0)
		throw new Problem(
			'Name one file or address.',
			'npm run drift -- https://api.creatoraudit.com/v2/openapi.json',
		);
	const contract = await documentOf(path.join(PROJECT_ROOT, 'contract/openapi.yaml'));
	const known = contractFacts(contract);
	const served = contractFacts(await documentOf(source));
	const drift = driftBetween(known, served);
	console.log(`# ${source} against contract/openapi.yaml\n`);
	console.log(driftReport(drift, standingOf(contract)));
	console.log(
		`${Object.keys(served).length} operations there, ${Object.keys(known).length} here. What to do: docs/contract-changes.md.`,
	);
	process.exitCode = drift.some(({ meaning }) => meaning !== 'harmless') ? 1 : 0;
} catch (error) {
	report(error);
	process.exitCode = 2;
}
