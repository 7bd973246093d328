/** Parses the output of npm audit, which has two forms. */

export interface AuditReport {
	/** Why there is no result: many registries have no audit endpoint, and some machines no network. */
	unanswered?: string;
	/** Known vulnerabilities, one line each. */
	vulnerable: string[];
}

const NO_ANSWER =
	/\b(404|405|501|ENOAUDIT|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT)\b/;

interface NpmReport {
	vulnerabilities?: Record<string, { severity: string }>;
	message?: string;
	error?: { code?: string; summary?: string };
}

/**
 * @param stdout what `npm audit --json` printed
 * @throws Error when npm failed for a reason that is nobody's absence
 */
export function readAuditReport(stdout: string): AuditReport {
	const { vulnerabilities, message, error } = JSON.parse(stdout || '{}') as NpmReport;
	if (vulnerabilities)
		return {
			vulnerable: Object.entries(vulnerabilities).map(
				([name, { severity }]) => `${name}: ${severity}`,
			),
		};
	const reason = [message, error?.code, error?.summary].filter(Boolean).join(' ');
	const [unanswered] = NO_ANSWER.exec(reason) ?? [];
	if (unanswered) return { unanswered, vulnerable: [] };
	throw new Error(`npm audit failed: ${reason || 'it printed nothing'}`);
}
