/** Stateless seeded randomness: the same inputs give the same number, so nothing has to be stored. */

/** Mixes two 32-bit integers into one (the finalizer of MurmurHash3). */
export function mix(a: number, b: number): number {
	let h = (a ^ Math.imul(b, 0x9e3779b1)) | 0;
	h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return (h ^ (h >>> 16)) >>> 0;
}

/** A number in [0, 1), determined by `a` and `b`. */
export function unit(a: number, b: number): number {
	return mix(a, b) / 0x1_0000_0000;
}

/** 32-bit hash of a string (FNV-1a). */
export function hashText(text: string): number {
	let h = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
	return h >>> 0;
}

/** An entry of `list`, determined by `hash` and `salt`. */
export function pick<T>(list: readonly T[], hash: number, salt: number): T {
	return list[mix(hash, salt) % list.length] as T;
}

const hex8 = (value: number): string => value.toString(16).padStart(8, '0');

/**
 * A UUID in version 4 form, determined by a seed, a type of record and its number.
 * @param kind one number per kind of record, so that ids of different kinds differ
 */
export function uuidOf(seed: number, kind: number, n: number): string {
	const base = mix(mix(seed, kind), n);
	const a = hex8(mix(base, n));
	const b = hex8(mix(base + 1, n));
	const c = hex8(mix(base + 2, kind));
	const d = hex8(mix(base + 3, n));
	const variant = '89ab'[parseInt(c[0] as string, 16) & 3];
	return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
}
