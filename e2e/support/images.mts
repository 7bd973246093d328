/** Screenshots of the editor. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';

/** Folder for screenshots. `CREATORAUDIT_IMAGES=docs/images` updates the documentation. */
const FOLDER = path.resolve(PROJECT_ROOT, process.env.CREATORAUDIT_IMAGES ?? 'e2e/.artifacts');

/** Size of screenshots in CSS pixels: text stays readable on GitHub. */
export const PICTURE_SIZE = { width: 1280, height: 800 };

/** Hides notifications, which cover the page for a while. */
const WITHOUT_TOASTS = '.el-notification { display: none !important }';

/** Menus and canvas are animated. */
const SETTLING_MS = 700;

/** Part of the page, in CSS pixels. */
type Clip = { x: number; y: number; width: number; height: number };

/** Takes a screenshot of the page, or of a part of it. */
export async function takePicture(page: Page, name: string, clip?: Clip): Promise<void> {
	await mkdir(FOLDER, { recursive: true });
	await page.waitForTimeout(SETTLING_MS);
	await page.screenshot({ path: path.join(FOLDER, `${name}.png`), clip, style: WITHOUT_TOASTS });
}
