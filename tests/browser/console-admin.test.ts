import { describe, expect, test } from 'vitest';
import { startConsoleProduct } from '#tests/builders/console-product.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';
import { checkPage, choosePerson } from './check-page.ts';
import { hasBrowser, openPage } from './open-browser.ts';

const SIZES = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
];
const csv = (text: string) => ({ name: '名录.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

describe.runIf(hasBrowser).each(SIZES)("the administrators' pages at $width px", (size) => {
  test('lead from a table to the directory and its record, and tell why the bot answers so', async () => {
    const base = await startConsoleProduct(temporaryFolder());
    const { page, errors } = await openPage(size);
    const go = (name: string) =>
      page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name }).click();
    await page.goto(`${base}/console`);
    await choosePerson(page, '凌云');

    await go('名录');
    await checkPage(page, 'admin-directory');
    await page.getByLabel('表格文件').setInputFiles(csv('企业名称,园区\n重庆试验机械有限公司,没有的园区\n'));
    await page.getByRole('button', { name: '预览变化' }).click();
    await page.getByText('第 2 行「园区」').waitFor();
    await checkPage(page, 'admin-directory-problems');
    await page.getByRole('link', { name: '重新上传' }).click();
    await page.getByLabel('表格文件').setInputFiles(csv('企业名称,园区\n重庆试验机械有限公司,德感工业园\n'));
    await page.getByRole('button', { name: '预览变化' }).click();
    await page.getByRole('heading', { name: '新增的企业(1)' }).waitFor();
    await checkPage(page, 'admin-directory-preview');
    await page.getByRole('button', { name: '确认写入' }).click();
    await page.getByText('已写入:新增 1').waitFor();

    await go('知识库');
    await page.getByLabel('问题').fill('买新设备搞技改,区里有没有补助?');
    await page.getByRole('button', { name: '试问' }).click();
    await page.getByText('可以作答').waitFor();
    await checkPage(page, 'admin-knowledge');

    await go('标准与日历');
    await page.getByRole('heading', { name: '工作日历' }).waitFor();
    await checkPage(page, 'admin-standards');
    await go('失败事件');
    await page.getByText('目前没有失败的').first().waitFor();
    await checkPage(page, 'admin-events');
    await go('操作记录');
    await page.getByText('文件 名录.csv,新增 1').waitFor();
    await checkPage(page, 'admin-audit');
    // The answer's status is the browser's own line, not a fault of the page.
    expect(errors.filter((line) => !line.includes('400'))).toEqual([]);
  });
});
