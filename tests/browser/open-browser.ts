import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const executable = [process.env.CHROMIUM_PATH, ...USUAL_PLACES].find((path) => path && existsSync(path));

/** Whether this machine has a Chromium; says so when it has none, because the browser's tests are then left out. */
export const hasBrowser = executable !== undefined;
if (!hasBrowser) {
  console.warn('未找到 Chromium,浏览器测试未运行。请安装 Chromium 或 Chrome,或用 CHROMIUM_PATH 指明其路径。');
}

/** A page of a fresh browser, closed when the test ends. What it reports as an error fails the test. */
export async function openPage(size: {
  width: number;
  height: number;
}): Promise<{ page: Page; errors: string[] }> {
  const browser: Browser = await chromium.launch({
    executablePath: executable ?? '',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: size, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  page.setDefaultTimeout(15_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return { page, errors };
}
