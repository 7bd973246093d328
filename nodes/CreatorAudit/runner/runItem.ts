import { NodeApiError, NodeOperationError, type IExecutePaginationFunctions } from 'n8n-workflow';

import type { DeclaredFields } from '../input/declaredFields';
import { connect, connectionNow, runScopeOf } from '../transport/connection';
import { beginItem, nodeRunOf, type NodeRun } from '../transport/nodeRun';
import { isCancelled } from '../transport/errors/nodeErrors';
import { recordFailedRun } from './writeLedger';
import { readKeptFields, readRowFormat, readSendOptions } from './itemOptions';
import { leavePlace, takePlace } from './turns';
import { answersModel, isTool, NOTHING_FOUND } from './aiTool';
import { errorItem } from './errorItem';
import { FileRow, type Execution, type Item, type Request, type Work } from './types';

/** Runs, and the parts of runs that share a credential, that have ended early, with the error that ended them. */
const ended = new WeakMap<object, Error>();

/** Ends all calls of a run that wait. */
function endRun(run: NodeRun, error: Error): void {
	if (ended.has(run)) return;
	ended.set(run, error);
	run.stop.abort(error);
}

/** Ends the calls that wait with the item's key, and no others. */
async function endKey(context: IExecutePaginationFunctions, error: Error): Promise<void> {
	const { run, stop } = await connect(context);
	if (ended.has(run)) return;
	ended.set(run, error);
	stop.abort(error);
}

/** What ended the item before it was done. */
function endOf(context: IExecutePaginationFunctions): Error | undefined {
	return ended.get(nodeRunOf(context)!) ?? ended.get(runScopeOf(context));
}

function asNodeError(
	context: IExecutePaginationFunctions,
	error: unknown,
	itemIndex: number,
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	return new NodeOperationError(context.getNode(), error instanceof Error ? error : String(error), {
		itemIndex,
	});
}

/**
 * Wraps what an operation does with one item: pairs its output, and decides what a failure means.
 *
 * The engine starts all items at once and waits for all of them (docs/n8n-internals.md#one-request-per-item). So without continue-on-fail the first failure ends the
 * calls that still wait, which could be hours of them; they give no items, and the engine reports the failure. A key that is
 * refused ends the items that have it in either case, because every further call would be refused too. An AI agent's model is told of a
 * failure, and goes on.
 */
export function runItem(work: Work, fields: DeclaredFields): Execution {
	return async function (requestData) {
		if (this.getExecutionCancelSignal()?.aborted) return [];
		const index = this.getItemIndex();
		const run = beginItem(this);
		takePlace(this, run);
		const goesOn = () => this.continueOnFail() || answersModel(this.getNode());
		try {
			// No await where the connection is known: items then join a batch in the order in which they start.
			const { keyId } = connectionNow(this) ?? (await connect(this));
			const early = endOf(this);
			if (early) return goesOn() ? errorItem(this, asNodeError(this, early, index), index) : [];
			const request = requestData.options;
			const item: Item = {
				context: this,
				request,
				fields,
				index,
				keyId,
				send: { ...readSendOptions(this, index), itemIndex: index, http: httpSettings(request) },
			};
			const format = readRowFormat(this, index);
			const kept = fields.byParameter.has('keepInputFields') ? readKeptFields(this, index) : {};
			const found = await work(item);
			const rows = found.length === 0 && isTool(this.getNode()) ? [NOTHING_FOUND] : found;
			return rows.map((row) => {
				const isFile = row instanceof FileRow;
				const json = isFile ? row.json : row;
				return {
					json: { ...kept, ...(format?.(json) ?? json) },
					...(isFile && { binary: row.binary }),
					pairedItem: { item: index },
				};
			});
		} catch (thrown) {
			recordFailedRun(this);
			const error = asNodeError(this, thrown, index);
			const endedBy = endOf(this);
			if (goesOn()) {
				if (error instanceof NodeApiError && error.httpCode === '401') await endKey(this, error);
				return errorItem(
					this,
					isCancelled(error) && endedBy ? asNodeError(this, endedBy, index) : error,
					index,
				);
			}
			if (endedBy && isCancelled(error)) return [];
			// Of the items that share a failed call, the error names the first.
			if (!endedBy) error.context.itemIndex = index;
			endRun(run, error);
			throw error;
		} finally {
			leavePlace(this);
		}
	};
}

function httpSettings({ proxy, timeout, skipSslCertificateValidation, allowedDomains }: Request) {
	return {
		proxy,
		timeout,
		skipSslCertificateValidation: skipSslCertificateValidation === true,
		allowedDomains,
	};
}
