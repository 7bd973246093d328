/** Reads the files of an npm package's archive: POSIX tar, with the long names of pax and GNU. */

const BLOCK = 512;
const FILE_TYPES = new Set(['0', '\0', '']);

/**
 * @param {Buffer} archive inflated
 * @returns {Generator<{ path: string, mode: number, data: Buffer }>} paths as the archive has them; links and folders are left out
 */
export function* tarFiles(archive) {
	let longPath;
	for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0; ) {
		const text = (from, length) => textAt(archive, at + from, length);
		const size = Number.parseInt(text(124, 12), 8) || 0;
		const data = archive.subarray(at + BLOCK, at + BLOCK + size);
		const type = text(156, 1);
		if (type === 'x') longPath = paxPath(data) ?? longPath;
		else if (type === 'L') longPath = textAt(data, 0, data.length);
		else if (type !== 'g') {
			const prefix = text(257, 5) === 'ustar' ? text(345, 155) : '';
			const path = longPath ?? (prefix ? `${prefix}/${text(0, 100)}` : text(0, 100));
			longPath = undefined;
			if (FILE_TYPES.has(type)) yield { path, mode: Number.parseInt(text(100, 8), 8) || 0, data };
		}
		at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
	}
}

/** Text up to the first NUL byte. */
function textAt(buffer, from, length) {
	const end = buffer.subarray(from, from + length).indexOf(0);
	return buffer.toString('utf8', from, from + (end < 0 ? length : end));
}

/** A pax header holds lines such as "30 path=package/a/long/name\n", where 30 is the length of the line in bytes. */
function paxPath(data) {
	for (let at = 0; at < data.length; ) {
		const length = Number.parseInt(data.toString('utf8', at, at + 12), 10);
		if (!(length > 0)) return undefined;
		const [, name, value] =
			/^\d+ ([^=]+)=([^]*)\n$/.exec(data.toString('utf8', at, at + length)) ?? [];
		if (name === 'path') return value;
		at += length;
	}
	return undefined;
}
