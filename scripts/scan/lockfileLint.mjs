/** lockfile-lint on one lock file. Plain JavaScript, because the library has no types. */
import { ParseLockfile, ValidateHost, ValidateIntegrity } from 'lockfile-lint-api';

/**
 * @param {string} lockfileText
 * @returns {{ hosts: string[], integrity: string[] }} a message for each package that is fetched from an address, whatever it
 *   is, and for each one whose hash is not SHA-512
 */
export function lintLockfile(lockfileText) {
	const { object: packages } = new ParseLockfile({ lockfileText, lockfileType: 'npm' }).parseSync();
	const messages = ({ errors }) => errors.map(({ message }) => message.replaceAll(/\s+/g, ' '));
	return {
		hosts: messages(new ValidateHost({ packages }).validate([])),
		integrity: messages(new ValidateIntegrity({ packages }).validate()),
	};
}
