/** CHANGELOG.md in the form of "Keep a Changelog". */

const UNRELEASED = '## [Unreleased]';
const LINK = /^\[Unreleased\]: (.+)\/compare\/v(\d+\.\d+\.\d+)\.\.\.HEAD$/m;

/** @returns {string | undefined} day of a version's section as YYYY-MM-DD */
export function dateOf(changelog, version) {
	const section = changelog.split('\n').find((line) => line.startsWith(`## [${version}] - `));
	return section && /- (\d{4}-\d{2}-\d{2})$/.exec(section)?.[1];
}

/** @returns {boolean} whether anything stands under Unreleased */
export function hasUnreleased(changelog) {
	const [, after = ''] = changelog.split(`${UNRELEASED}\n`);
	return after.split(/^## \[/m)[0].trim() !== '';
}

/**
 * Moves what is under Unreleased into a section of its own.
 * @param {string} changelog
 * @param {string} version
 * @param {string} date YYYY-MM-DD
 * @returns {string}
 * @throws {Error} when there is nothing to move, or no link to the changes since the last version
 */
export function release(changelog, version, date) {
	if (!hasUnreleased(changelog)) throw new Error('CHANGELOG.md has nothing under Unreleased.');
	const [line, repository, previous] = LINK.exec(changelog) ?? [];
	if (line === undefined) throw new Error('CHANGELOG.md lacks the link [Unreleased].');
	return changelog
		.replace(`${UNRELEASED}\n`, `${UNRELEASED}\n\n## [${version}] - ${date}\n`)
		.replace(
			line,
			`[Unreleased]: ${repository}/compare/v${version}...HEAD\n` +
				`[${version}]: ${repository}/compare/v${previous}...v${version}`,
		);
}
