import { readAuditReport } from '../../scripts/scan/auditReport.mts';

describe("npm's audit report", () => {
	it('names each vulnerable package', () => {
		const report = {
			vulnerabilities: { a: { severity: 'high' }, b: { severity: 'low' } },
			metadata: {},
		};
		expect(readAuditReport(JSON.stringify(report))).toEqual({ vulnerable: ['a: high', 'b: low'] });
	});

	it('is empty when nothing is known', () => {
		expect(readAuditReport('{"vulnerabilities":{}}')).toEqual({ vulnerable: [] });
	});

	it.each([
		[
			'has no audit endpoint',
			{ message: '405 Method Not Allowed - POST /-/npm/v1/security/advisories/bulk' },
			'405',
		],
		['does not know the address', { error: { summary: '404 Not Found' } }, '404'],
		['cannot be reached', { error: { code: 'ENOTFOUND', summary: 'request failed' } }, 'ENOTFOUND'],
	])('says why there is no result when the registry %s', (_, report, unanswered) => {
		expect(readAuditReport(JSON.stringify(report))).toEqual({ unanswered, vulnerable: [] });
	});

	it.each(['', '{}', '{"error":{"code":"ENOLOCK","summary":"no lock file"}}'])(
		'is an error when npm fails with %j',
		(stdout) => {
			expect(() => readAuditReport(stdout)).toThrow('npm audit failed');
		},
	);
});
