/** Checks of the scan. */

/** A check of a subject. */
export interface Check<Subject> {
	/** States what holds; printed by the scan. */
	name: string;
	/**
	 * @returns a figure to print behind the name, if there is one
	 * @throws {Finding} when it does not hold
	 */
	run(subject: Subject): string | void | Promise<string | void>;
}

/** A failed check. */
export class Finding extends Error {
	readonly findings: readonly string[];

	/** @param findings one line each, naming the file or field */
	constructor(findings: readonly string[]) {
		super(findings.join('\n'));
		this.name = 'Finding';
		this.findings = findings;
	}
}

/** Throws when there is something to report. */
export function expectNone(findings: readonly string[]): void {
	if (findings.length > 0) throw new Finding(findings);
}
