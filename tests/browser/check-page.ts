import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Where the pictures are left, for looking at them. */
const pictures = process.env.CONSOLE_PICTURES ?? mkdtempSync(join(tmpdir(), 'yiqi-console-'));
mkdirSync(pictures, { recursive: true });

/** What axe finds serious or critical on the page as it is. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  });
}

/** Nothing serious for axe, nothing wider than the screen; a picture of it is kept. */
export async function checkPage(page: Page, name: string): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  await page.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: true });
  expect(await faultsOf(page), name).toEqual([]);
  const wide = await page.evaluate('document.documentElement.scrollWidth');
  expect(wide, `${name} is wider than the screen`).toBeLessThanOrEqual(width);
}

/** Goes on from the sandbox's sign-in page as the person of that name. */
export async function choosePerson(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: '选择人员登录' }).click();
  await page.getByRole('link', { name: new RegExp(`^${name}`) }).click();
  await page.getByRole('heading', { level: 1, name: `${name},您好` }).waitFor();
}
