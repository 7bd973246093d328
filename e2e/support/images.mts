/** Pictures of the editor, for the documentation and for looking at. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { PROJECT_ROOT } from '../../scripts/bootstrap/paths.mjs';

/** Folder for the pictures, from the project's root. `CREATORAUDIT_IMAGES=docs/images` renews those of the documentation. */
const FOLDER = path.resolve(PROJECT_ROOT, process.env.CREATORAUDIT_IMAGES ?? 'e2e/.artifacts');

/** What the documentation shows is this wide, in CSS pixels; text stays readable at the width of a page on GitHub. */
export const PICTURE_SIZE = { width: 1280, height: 800 };

/** Toasts cover what a picture is about, and vanish by themselves. */
const WITHOUT_TOASTS = '.el-notification { display: none !important }';

/** Menus and the canvas glide into place. */
const SETTLING_MS = 700;

/** Part of the page, in CSS pixels. */
type Clip = { x: number; y: number; width: number; height: number };

/** Takes a picture of the page, or of a part of it. */
export async function takePicture(page: Page, name: string, clip?: Clip): Promise<void> {
	await mkdir(FOLDER, { recursive: true });
	await page.waitForTimeout(SETTLING_MS);
	await page.screenshot({ path: path.join(FOLDER, `${name}.png`), clip, style: WITHOUT_TOASTS });
}
