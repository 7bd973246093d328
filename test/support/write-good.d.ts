declare module 'write-good' {
	/** @returns what it would change, with the place in the text */
	export default function writeGood(
		text: string,
		options?: object,
	): Array<{ index: number; offset: number; reason: string }>;
}
