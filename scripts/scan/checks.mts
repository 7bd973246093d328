/** All checks of the scan, by what they look at. */
import type { Check } from './check.mts';
import { contentChecks } from './contentChecks.mts';
import { importChecks } from './importChecks.mts';
import { loadTimeChecks } from './loadTimeChecks.mts';
import { lockFileChecks } from './lockFileChecks.mts';
import { manifestChecks } from './manifestChecks.mts';
import { scanOfSources, scanOfTarball } from './officialChecks.mts';
import type { ProjectTree } from './projectTree.mts';
import { shapeChecks } from './shapeChecks.mts';
import { traceChecks } from './traceChecks.mts';
import type { UnpackedPackage } from './unpackedPackage.mts';
import { workflowChecks } from './workflowChecks.mts';

/** Of the folder that holds nodes/ and credentials/. */
export const sourceChecks: Check<{ dir: string }>[] = [scanOfSources];

/** Of the tarball, as npm unpacks it. */
export const packageChecks: Check<UnpackedPackage>[] = [
	scanOfTarball,
	...contentChecks,
	...manifestChecks,
	...shapeChecks,
	...importChecks,
	...loadTimeChecks,
];

/** Of the files in the repository. */
export const projectChecks: Check<ProjectTree>[] = [
	...lockFileChecks,
	...workflowChecks,
	...traceChecks,
];
