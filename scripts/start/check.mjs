/** `npm start -- --check`: both examples run without a browser, and their results are looked at and printed. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { waitFor } from '../../e2e/support/waitFor.mts';
import { Problem } from '../bootstrap/problem.mjs';
import { withProgress } from '../bootstrap/progress.mjs';
import { EXPORT, runExport, WATCH } from './content.mjs';

const REFRESHED = 3;
const SHOWN_ROWS = 5;
/** As many as fit beside each other in a terminal. */
const SHOWN_COLUMNS = 8;
const ROWS_TIMEOUT_MS = 120_000;
const BUG = 'Report this as a bug.';
/** n8n's own columns of a data table. */
const SYSTEM_COLUMNS = new Set(['id', 'createdAt', 'updatedAt']);

/** @param {import('./demonstration.mjs').Demonstration} demonstration */
export async function check({ n8n, rest, sandbox, workflows }) {
	// The trigger does not emit what is refreshed before its first poll.
	await rest.staticData(workflows.watch);
	const { accounts: refreshed } = await sandbox.refresh({ accounts: REFRESHED });
	const label = `Waiting for ${REFRESHED} refreshed accounts`;
	const rows = await withProgress(label, {}, () =>
		rowsOnce(rest, workflows.watch, refreshed.map(identity)),
	);
	print(`Data table "${WATCH.table}": ${rows.length} rows came through the trigger`, rows);

	const file = await withProgress('Exporting the 30-day metrics', {}, () =>
		runExport(n8n, rest, workflows.exporting),
	);
	const sheet = rowsOf(file, n8n.folder.n8nDir);
	// The example leaves out what is paused.
	const active = (await sandbox.data('accounts')).filter((account) => account.is_active);
	if (sheet.length !== active.length) {
		throw new Problem(`The XLSX file has ${sheet.length} rows for ${active.length} accounts.`, BUG);
	}
	print(`${EXPORT.file}: ${sheet.length} rows`, sheet);
}

/** Identifies a refresh: account and time. */
function identity({
	id,
	account_id: accountId = id,
	last_scrape_time: time,
	refreshed_at: at = time,
}) {
	return `${accountId} ${Date.parse(at)}`;
}

/**
 * Rows of the data table, once the wanted ones are among them (the sandbox refreshes others by itself meanwhile).
 * @throws {Problem} when they do not come, an execution fails, or one comes twice
 */
async function rowsOnce(rest, workflowId, wanted) {
	let failed;
	const found = await waitFor(
		'rows in the data table',
		async () => {
			failed = (await rest.executions(workflowId)).find(({ status }) => status === 'error');
			if (failed) return [];
			const table = (await rest.dataTables()).find(({ name }) => name === WATCH.table);
			const rows = table === undefined ? [] : await rest.dataTableRows(table.id);
			const present = new Set(rows.map(identity));
			return wanted.every((one) => present.has(one)) && rows;
		},
		{ timeoutMs: ROWS_TIMEOUT_MS },
	).catch(() => []);
	if (failed) {
		const { error } = (await rest.execution(failed.id)).data.resultData;
		throw new Problem(`The workflow failed: ${error?.message}`, error?.description ?? BUG);
	}
	if (found.length === 0)
		throw new Problem('The refreshed accounts did not come through the trigger in time.', BUG);
	if (new Set(found.map(identity)).size < found.length)
		throw new Problem('A refresh came through the trigger twice.', BUG);
	return found.map((row) =>
		Object.fromEntries(Object.entries(row).filter(([name]) => !SYSTEM_COLUMNS.has(name))),
	);
}

/** Rows of an XLSX file, read with the library that n8n reads such files with. */
function rowsOf(file, n8nDir) {
	const xlsx = createRequire(path.join(n8nDir, 'node_modules/n8n-nodes-base/package.json'))(
		'@e965/xlsx',
	);
	const { Sheets, SheetNames } = xlsx.readFile(file);
	return xlsx.utils.sheet_to_json(Sheets[SheetNames[0]]);
}

function print(title, rows) {
	console.log(`\n${title}`);
	console.table(rows.slice(0, SHOWN_ROWS), Object.keys(rows[0]).slice(0, SHOWN_COLUMNS));
}
