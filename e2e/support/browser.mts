/** n8n's editor in a headless Chromium. */
import { execa } from 'execa';
import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { Problem } from '../../scripts/bootstrap/problem.mjs';
import { withProgress } from '../../scripts/bootstrap/progress.mjs';
import { TEST_OWNER, type Login } from './rest.mts';

export interface Editor {
	browser: Browser;
	/** Logged in, on the overview of workflows. */
	page: Page;
	/** Uncaught errors of the page, for tests that want none. */
	errors: Error[];
	close(): Promise<void>;
}

const BINARIES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Without Chromium's sandbox, which does not start as root, and without background traffic. */
const FLAGS = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

const VIEW = { width: 1440, height: 900 };
const TIMEOUT_MS = 60_000;

/**
 * Path of Chromium: `CREATORAUDIT_CHROMIUM` or an installed one. As root on Debian it installs Chromium if needed.
 * @throws Problem that says what to install
 */
export async function ensureChromium(): Promise<string> {
	const candidates = [process.env.CREATORAUDIT_CHROMIUM, ...BINARIES];
	const found = candidates.find((file) => file !== undefined && existsSync(file));
	if (found !== undefined) return found;
	const remedy =
		'Install Chromium (Debian: apt-get install chromium), or set CREATORAUDIT_CHROMIUM to its binary.';
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
		throw new Problem('The browser test needs Chromium, which is not installed.', remedy);
	}
	await withProgress('Installing Chromium (once)', {}, async () => {
		const env = { DEBIAN_FRONTEND: 'noninteractive' };
		await execa('apt-get', ['update'], { env });
		await execa('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env });
	}).catch((error: { stderr?: string }) => {
		throw new Problem('Chromium could not be installed by apt-get.', remedy, error.stderr);
	});
	return await ensureChromium();
}

/** Opens n8n in the browser and logs in through its sign-in form. */
export async function openEditor(
	{ url }: { url: string },
	{ login = TEST_OWNER, ...context }: { login?: Login } & BrowserContextOptions = {},
): Promise<Editor> {
	const executablePath = await ensureChromium();
	const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS });
	try {
		const page = await (await browser.newContext({ viewport: VIEW, ...context })).newPage();
		page.setDefaultTimeout(TIMEOUT_MS);
		const errors: Error[] = [];
		page.on('pageerror', (error) => errors.push(error));
		await page.goto(`${url}/signin`);
		await page.locator('input[type="email"]').fill(login.email);
		await page.locator('input[type="password"]').fill(login.password);
		await page.locator('[data-test-id="form-submit-button"]').click();
		await page.waitForURL((address) => !address.pathname.startsWith('/signin'));
		return { browser, page, errors, close: () => browser.close() };
	} catch (error) {
		await browser.close();
		throw error;
	}
}

/** Opens the canvas of a stored workflow, or of a new one, and waits until it can be used. */
export async function openCanvas({ page }: Editor, url: string, workflowId = 'new'): Promise<void> {
	await page.goto(`${url}/workflow/${workflowId}`);
	await page.locator('[data-test-id="canvas-wrapper"]').waitFor();
}

/** Opens the nodes panel with the key N and searches. @returns what it lists; a node and its trigger share an entry */
export async function searchNodes({ page }: Editor, words: string): Promise<string[]> {
	await page.keyboard.press('n');
	const search = page.locator('[data-test-id="node-creator-search-bar"]');
	await search.waitFor();
	await search.fill(words);
	const names = page.locator('[data-test-id="node-creator-item-name"]');
	await names
		.filter({ hasText: new RegExp(words, 'i') })
		.first()
		.waitFor();
	return (await names.allTextContents()).map((name) => name.trim());
}

/** Opens an entry of the nodes panel and unfolds it. @returns names of what it offers, by section ("Triggers", "Actions") */
export async function unfoldNode(
	{ page }: Editor,
	name: string,
): Promise<Record<string, string[]>> {
	const names = page.locator('[data-test-id="node-creator-item-name"]');
	await names
		.filter({ hasText: new RegExp(`^\\s*${name}\\s*$`) })
		.first()
		.click();
	const sections = page.locator('[data-category-collapsed]');
	// The panel slides in, and its first section unfolds by itself meanwhile: a click at that time would fold it.
	await page.locator('[data-category-collapsed="false"]').first().locator(names).first().waitFor();
	const offered: Record<string, string[]> = {};
	for (const section of await sections.all()) {
		const head = section.locator('[data-test-id="node-creator-category-item"]');
		if ((await section.getAttribute('data-category-collapsed')) === 'true') await head.click();
		await section.locator(names).first().waitFor();
		const title = (await head.getAttribute('data-keyboard-nav-id')) ?? '';
		offered[title] = (await section.locator(names).allTextContents()).map((text) => text.trim());
	}
	return offered;
}
