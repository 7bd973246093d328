import { dateOf, hasUnreleased, release } from '../../scripts/release/changelog.mjs';

const REPOSITORY = 'https://github.com/owner/name';
const CHANGELOG = `# Changelog

## [Unreleased]

### Added

- Something.

## [0.1.0] - 2026-11-24

First version.

[Unreleased]: ${REPOSITORY}/compare/v0.1.0...HEAD
[0.1.0]: ${REPOSITORY}/releases/tag/v0.1.0
`;

describe('the changelog of a release', () => {
	const released = release(CHANGELOG, '0.2.0', '2026-12-01');

	it('has a dated section with what was under Unreleased', () => {
		expect(released).toContain(
			'## [Unreleased]\n\n## [0.2.0] - 2026-12-01\n\n### Added\n\n- Something.',
		);
		expect(dateOf(released, '0.2.0')).toBe('2026-12-01');
		expect(dateOf(CHANGELOG, '0.2.0')).toBeUndefined();
		expect([hasUnreleased(CHANGELOG), hasUnreleased(released)]).toEqual([true, false]);
	});

	it('links to what changed since the last version', () => {
		expect(released).toContain(`[Unreleased]: ${REPOSITORY}/compare/v0.2.0...HEAD`);
		expect(released).toContain(`[0.2.0]: ${REPOSITORY}/compare/v0.1.0...v0.2.0`);
	});

	it('is not made of nothing', () => {
		expect(() => release(released, '0.3.0', '2026-12-02')).toThrow('nothing under Unreleased');
	});
});
