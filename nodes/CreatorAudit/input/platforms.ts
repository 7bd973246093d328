import { inputError } from '../transport/errors/nodeErrors';
import type { FieldInput } from './coerce';

/** `Instagram`, `TikTok`, or what else the API calls a platform. */
export function platformName(platform: unknown): string {
	if (platform === 'instagram') return 'Instagram';
	return platform === 'tiktok' ? 'TikTok' : String(platform ?? '');
}

/**
 * Checks the platform of something that is to be tracked.
 * @param platform as chosen; undefined when an expression gave nothing
 * @throws NodeOperationError when it is missing
 */
export function requirePlatform({ context, index }: FieldInput, platform: unknown): void {
	if (platform !== undefined) return;
	const message = 'is empty. Choose instagram or tiktok.';
	throw inputError(context.getNode(), 'Platform', message, { itemIndex: index });
}
