import { inputError } from '../../transport/errors/nodeErrors';
import type { Platform } from './addresses';
import { shownValue, type FieldInput } from '../coerce';

/** `Instagram`, `TikTok`, or what else the API calls a platform. */
export function platformName(platform: unknown): string {
	if (platform === 'instagram') return 'Instagram';
	return platform === 'tiktok' ? 'TikTok' : String(platform ?? '');
}

/** The choice that leaves the platform to what is pasted. */
export const FROM_THE_ADDRESS = 'auto';

/** @throws NodeOperationError when an expression gave no platform */
export function requirePlatform({ context, index }: FieldInput, platform: unknown): void {
	if (platform !== undefined) return;
	const message = 'is empty. Choose instagram, tiktok or From the Address.';
	throw inputError(context.getNode(), 'Platform', message, { itemIndex: index });
}

/** What was pasted, for the words of an error. */
export interface Pasted {
	/** Name of its field in the editor. */
	shown: string;
	value: unknown;
	kind: 'profile' | 'post';
	/** The platform that it says; undefined for a bare name. */
	platform: Platform | undefined;
}

/**
 * The platform of something that is to be tracked.
 * @param chosen the field Platform
 * @throws NodeOperationError when the pasted address says another one, or does not say it where it is to
 */
export function readPlatform(
	{ context, index: itemIndex }: FieldInput,
	chosen: unknown,
	{ shown, value, kind, platform }: Pasted,
): unknown {
	const refuse = (message: string, description?: string) =>
		inputError(context.getNode(), shown, message, { itemIndex, description });
	if (chosen !== FROM_THE_ADDRESS) {
		if (platform === undefined || platform === chosen) return chosen;
		throw refuse(
			`this is a ${kind} on ${platformName(platform)}, but Platform says ${platformName(chosen)}.`,
		);
	}
	if (platform !== undefined) return platform;
	const name = String(value).trim().replace(/^@/, '');
	throw refuse(
		`${shownValue(value)} does not say which platform it is on.`,
		`Give the address, write instagram:${name} or tiktok:${name}, or choose the platform.`,
	);
}
