/** `npm start -- --check`: both examples run without a browser, and their results are looked at and printed. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { eventually } from '../../e2e/support/eventually.mts';
import { Problem } from '../bootstrap/problem.mjs';
import { withProgress } from '../bootstrap/progress.mjs';
import { EXPORT, runExport, WATCH } from './content.mjs';

const WANTED_ROWS = 3;
const SHOWN_ROWS = 5;
/** As many as fit beside each other in a terminal. */
const SHOWN_COLUMNS = 8;
const ROWS_TIMEOUT_MS = 120_000;
/** n8n's own columns of a data table. */
const SYSTEM_COLUMNS = new Set(['id', 'createdAt', 'updatedAt']);

/** @param {import('./demonstration.mjs').Demonstration} demonstration */
export async function check({ n8n, rest, sandbox, workflows }) {
	const rows = await withProgress('Waiting for refreshed accounts', {}, () => watchedRows(rest, workflows.watch));
	const known = new Map((await sandbox.data('accounts')).map((account) => [account.id, account]));
	for (const row of rows) {
		if (known.get(row.account_id)?.username === row.username) continue;
		throw new Problem(`The data table has a row of an account that is not tracked: ${row.username}.`, 'Report this as a bug.');
	}
	print(`Data table "${WATCH.table}": ${rows.length} rows came through the trigger`, rows);

	const file = await withProgress('Exporting the 30-day metrics', {}, () => runExport(n8n, rest, workflows.exporting));
	const sheet = rowsOf(file, n8n.folder.n8nDir);
	// The example leaves out what is paused.
	const active = [...known.values()].filter((account) => account.is_active);
	if (sheet.length !== active.length) {
		throw new Problem(`The XLSX file has ${sheet.length} rows for ${active.length} accounts.`, 'Report this as a bug.');
	}
	print(`${EXPORT.file}: ${sheet.length} rows`, sheet);
}

/** Rows of the data table, once there are some. A failed execution ends the wait. */
async function watchedRows(rest, workflowId) {
	try {
		return await eventually(
			'rows in the data table',
			async () => {
				const table = (await rest.dataTables()).find(({ name }) => name === WATCH.table);
				const rows = table === undefined ? [] : await rest.dataTableRows(table.id);
				if (rows.length >= WANTED_ROWS) return rows.map(withoutSystemColumns);
				return (await rest.executions(workflowId)).some(({ status }) => status === 'error') ? [] : undefined;
			},
			{ timeoutMs: ROWS_TIMEOUT_MS },
		).then((rows) => (rows.length > 0 ? rows : Promise.reject(new Error('an execution failed'))));
	} catch (cause) {
		const [failed] = (await rest.executions(workflowId)).filter(({ status }) => status === 'error');
		const reason = failed && (await rest.execution(failed.id)).data.resultData.error?.message;
		throw new Problem(
			`No rows came through the trigger${reason ? `: ${reason}` : ' in time'}.`,
			'The log of n8n in the data folder may say more.',
			String(cause),
		);
	}
}

function withoutSystemColumns(row) {
	return Object.fromEntries(Object.entries(row).filter(([name]) => !SYSTEM_COLUMNS.has(name)));
}

/** Rows of an XLSX file, read with the library that n8n reads such files with. */
function rowsOf(file, n8nDir) {
	const xlsx = createRequire(path.join(n8nDir, 'node_modules/n8n-nodes-base/package.json'))('@e965/xlsx');
	const { Sheets, SheetNames } = xlsx.readFile(file);
	return xlsx.utils.sheet_to_json(Sheets[SheetNames[0]]);
}

function print(title, rows) {
	console.log(`\n${title}`);
	console.table(rows.slice(0, SHOWN_ROWS), Object.keys(rows[0]).slice(0, SHOWN_COLUMNS));
}
