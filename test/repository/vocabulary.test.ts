import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';
import { readProject, readText } from '../../scripts/scan/projectTree.mts';

/** Words that were once this project's own, by the field's word that replaces them (CONTRIBUTING.md#words). */
const REPLACED: Record<string, RegExp> = {
	'write key, write ledger':
		/\b[dD]eeds?\b|\bdeed(?:Of|s)\b|\b(?:rememberDone|doneBefore|doubtful)\b/,
	'batch, loadMany': /\bWaves?\b|\bwaves\b|\baskTogether\b/,
	'start barrier': /\b(?:allHaveBegun|beginUntil)\b/,
	'pending lookups, resolveAccounts': /\bGatherings?\b|\bresolveTogether\b/,
	'run scope': /\b(?:perRun|runOf)\b/,
	'unknown fields': /\bDoubt\b/,
	'fair queue, queued request': /\bTurnQueue\b|\bTurnRequest\b/,
	attempts: /\bTries\b/,
	probe: /\bscouts?\b/i,
	'other clients': /\bNeighbours\b/,
	'clock offset, next probe time': /\bClockBand\b|\bmomentThatTells\b|\btelling moments?\b/i,
	'call source': /\bWaiters?\b|\bwaiter\b/,
	'raw response, network failure, page result': /\bRawAnswer\b|\bNoAnswer\b|\bPageAnswer\b/,
	'pagination error': /\bflawOf\b|\bBrokenPaging\b|\bbrokenPaging\b/,
	'lookback (the parameter overlapMinutes stays)': /\boverlapMs\b/,
	watermark: /\bhorizons?\b/i,
	'next watermark, oldest pending': /\bsettledBy\b|\bsettles\b|\bowed\b/,
	'scan, scan result': /\bWalk(?:ed|Part|Order)?\b|\bwalkList\b/,
	'page checkpoints': /\bTrails?\b|\bPageMemo\b|\btrailSoFar\b/,
	'resume error': /\bobstacles?\b|\bisBlind\b/,
	subscription: /\b[wW]ishes(?:Of)?\b|\bsameWishes\b|\bFormers?\b/,
	'state key, commit grace period': /\blineage\b|\bLANDING_MS\b/,
	reserveQuotaForMetrics: /\bleaveRoomForMetrics\b/,
	fakes: /\bstand-?ins?\b/i,
};

const TEXT = /\.(?:[cm]?[jt]s|md|ya?ml|sh|json)$/;
/** Lock files hold other people's names; this file holds the words themselves. */
const EXEMPT =
	/(?:^|\/)package-lock\.json$|^test\/repository\/vocabulary\.test\.ts$|^contract\/openapi\.yaml$/;

describe('the words of the project', () => {
	it.each(Object.entries(REPLACED))('are the field’s: %s', async (_, replaced) => {
		const project = await readProject(PROJECT_ROOT);
		const found: string[] = [];
		for (const file of project.files.filter((name) => TEXT.test(name) && !EXEMPT.test(name))) {
			const lines = (await readText(project, file)).split('\n');
			lines.forEach((line, at) => {
				if (replaced.test(line)) found.push(`${file}:${at + 1}: ${line.trim().slice(0, 100)}`);
			});
		}
		expect(found).toEqual([]);
	});
});
