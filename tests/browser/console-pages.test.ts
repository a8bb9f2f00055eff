import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startConsoleProduct } from '#tests/builders/console-product.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';
import { checkPage, choosePerson } from './check-page.ts';
import { hasBrowser, openPage } from './open-browser.ts';

const SIZES = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
];

describe.runIf(hasBrowser).each(SIZES)('the console at $width px', ({ width, height }) => {
  let base: string;
  let page: Page;
  let errors: string[];

  beforeEach(async () => {
    base = await startConsoleProduct(temporaryFolder());
    ({ page, errors } = await openPage({ width, height }));
  });
  afterEach(() => {
    expect(errors).toEqual([]);
  });

  /** Signs in as the person of that name. */
  async function signIn(name: string) {
    await page.context().clearCookies();
    await page.goto(`${base}/console`);
    await check('sign-in');
    await choosePerson(page, name);
  }

  const check = (name: string) => checkPage(page, name);

  test('a department signs for a ticket, and only what is theirs is there', async () => {
    await signIn('王海峰');
    await check('handler-home');
    await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '工单' }).click();
    await page.getByLabel('状态').selectOption('assigned');
    await page.waitForURL(/state=assigned/);
    const list = page.locator('#list');
    await list.getByText('待签收').first().waitFor();
    expect(await list.getByText('办理中').count()).toBe(0);
    await list.getByRole('link', { name: /^T/ }).first().click();
    await check('handler-ticket');
    await page.getByRole('button', { name: '签收' }).click();
    await page.getByText('签收成功').waitFor();
    await page.getByText('办结', { exact: true }).first().click();
    await check('handler-form');
    await page.getByRole('link', { name: '周报月报' }).waitFor({ state: 'detached' });
  });

  test('a dispatcher decides what waits', async () => {
    await signIn('牟晴');
    await check('dispatcher-home');
    await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '派单台' }).click();
    await page.getByRole('heading', { name: /德感工业园.*3 家企业/ }).waitFor();
    await check('dispatcher-queue');
    await page.getByRole('link', { name: 'T20261124-0003' }).first().click();
    await page.locator('summary', { hasText: /^派单$/ }).click();
    await check('dispatcher-form');
    await page.getByLabel('主办单位').first().selectOption('区商务委');
    await page.getByRole('button', { name: '确认派单' }).click();
    await page.getByText('派单成功').waitFor();
    await page.getByText('派单至区商务委').waitFor();
  });

  test('a leader reads the week, opens a figure, and presses', async () => {
    await signIn('高远');
    await check('leader-home');
    await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '周报月报' }).click();
    await page.getByRole('heading', { level: 1, name: /2026年第47周/ }).waitFor();
    await check('leader-summary');
    await page
      .getByRole('link', { name: /期末超期 \d+/ })
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name: /指标明细/ }).waitFor();
    await check('leader-figure');
    await page
      .getByRole('link', { name: /^T2026/ })
      .first()
      .click();
    await page.locator('summary', { hasText: '督办' }).click();
    await page.getByLabel('督办要求').fill('请本周内办结并报结果。');
    await check('leader-press');
    await page.getByRole('button', { name: '确认督办' }).click();
    await page.getByText('督办成功').waitFor();
    await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '趋势' }).click();
    await page.getByRole('heading', { level: 1, name: /26 周/ }).waitFor();
    await check('leader-trends');
  });

  test('a commissioner sees their enterprises, a contact answers for theirs', async () => {
    await signIn('杨思源');
    await check('commissioner-home');
    await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '我的企业' }).click();
    await page.getByRole('link', { name: '重庆鑫宏铝业有限公司' }).waitFor();
    await check('commissioner-enterprises');
    await page.getByRole('link', { name: '重庆鑫宏铝业有限公司' }).click();
    await page.locator('#list').getByRole('link', { name: /^T/ }).first().waitFor();
    await signIn('陈立新');
    await check('contact-home');
    await page.goto(`${base}/console/trends`);
    await page.getByRole('heading', { level: 1, name: '没有权限' }).waitFor();
    await check('forbidden');
    // The answer's status is the browser's own line, not a fault of the page.
    errors.splice(0, errors.length, ...errors.filter((line) => !line.includes('403')));
  });
});

describe.runIf(hasBrowser)('the console by keyboard and without script', () => {
  test('is worked by keys alone', async () => {
    const base = await startConsoleProduct(temporaryFolder());
    const { page, errors } = await openPage({ width: 1280, height: 900 });
    await page.goto(`${base}/console`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('跳到正文');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('选择人员登录');
    expect(errors).toEqual([]);
  });

  test('filters and acts without script', async () => {
    const base = await startConsoleProduct(temporaryFolder());
    const { page } = await openPage({ width: 1280, height: 900 });
    const context = await page.context().browser()?.newContext({ javaScriptEnabled: false, locale: 'zh-CN' });
    const plain = await context?.newPage();
    if (!plain) throw new Error('no browser');
    await plain.goto(`${base}/console/sign-in`);
    await plain.getByRole('link', { name: '选择人员登录' }).click();
    await plain.getByRole('link', { name: /^王海峰/ }).click();
    await plain.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '工单' }).click();
    await plain.getByLabel('状态').selectOption('assigned');
    await plain.getByRole('button', { name: '查询' }).click();
    await plain.locator('#list').getByRole('link', { name: /^T/ }).first().click();
    await plain.getByRole('button', { name: '签收' }).click();
    await plain.getByText('签收成功').waitFor();
  });
});
