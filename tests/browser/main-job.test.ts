import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startNode } from '#runtime/node.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';
import { hasBrowser, openPage } from './open-browser.ts';

const ENTERPRISE_GROUP = '鑫宏铝业服务群';
const DEPARTMENT_GROUP = '区经济信息委诉求办理群';

/** The product as `npm start` runs it, on a Tuesday morning. */
async function openProduct() {
  const running = await startNode(
    { PORT: '0', HOST: '127.0.0.1', DATA_DIR: temporaryFolder(), LOG_LEVEL: 'error' },
    () => {},
  );
  onTestFinished(() => running.stop());
  const moved = await fetch(`http://127.0.0.1:${running.port}/sandbox/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ now: '2026-11-24T10:00:00+08:00' }),
  });
  expect(moved.status).toBe(200);
  const { page, errors } = await openPage({ width: 1280, height: 900 });
  await page.goto(running.address);
  return { page, errors };
}

const chats = (page: Page) => page.getByRole('navigation', { name: '会话列表' });
const stream = (page: Page) => page.getByRole('log');
/** The cards of the open chat, those with a text. */
const cards = (page: Page, words: string | RegExp) =>
  stream(page).getByRole('region').filter({ hasText: words });

async function openChat(page: Page, name: string) {
  await chats(page)
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** Becomes the member of the open chat whose title has these words. */
async function become(page: Page, title: string) {
  const select = page.getByLabel('我是');
  const options = await select.getByRole('option').allTextContents();
  const found = options.find((option) => option.includes(title));
  expect(found, `${title} 在 ${options.join('、')} 中`).toBeDefined();
  await select.selectOption({ label: found ?? '' });
}

async function say(page: Page, words: string) {
  await page.getByLabel('输入消息').fill(words);
  await page.getByRole('button', { name: '发送', exact: true }).click();
}

describe.runIf(hasBrowser)('the main job, clicked through', () => {
  test('ask, read, log a problem, hand it in, sign for it, and ask how it stands', async () => {
    const { page, errors } = await openProduct();
    await chats(page).getByText(ENTERPRISE_GROUP).waitFor();
    expect(await chats(page).getByText(DEPARTMENT_GROUP).count()).toBe(0);

    await openChat(page, ENTERPRISE_GROUP);
    await become(page, '联系人');
    await say(page, '大家上午好');
    await say(page, '@机器人 我们公司明年想上市,区里有什么支持?');
    const answer = cards(page, '上市');
    await answer.getByText('分阶段给予资金奖励').waitFor();
    const told = await answer.textContent();
    expect(told).toContain(
      '对“专精特新”企业在股权交易中心、境内外主要证券交易场所挂牌、上市的,分阶段给予资金奖励。',
    );
    expect(told).toContain('争取遴选5家“专精特新”企业纳入市级拟上市企业储备库');
    expect(told).toContain('江津府办发〔2022〕92号 二(五)第30条');
    expect(told).toContain('江津府办发〔2022〕92号 二(三)第18条');
    expect(told).toContain('区金融发展服务中心');
    expect(told).toContain('该计划期限为2022—2025年,已届满,请以最新政策或主管部门答复为准');
    await answer.getByRole('button', { name: '没解决,登记问题' }).waitFor();
    await answer.getByRole('button', { name: '有帮助' }).waitFor();
    // Not mentioned, the bot said nothing: of two messages one was answered.
    expect(await stream(page).locator('.from-bot').count()).toBe(1);

    await become(page, '服务专员');
    await say(page, '@机器人 登记:鑫宏铝业 夏季限电,生产线停了,急');
    const draft = cards(page, '草稿');
    await draft.getByRole('button', { name: '提交' }).waitFor();
    expect(await draft.getByLabel('企业名称').inputValue()).toContain('鑫宏铝业');
    expect(await draft.getByLabel('问题描述').inputValue()).toContain('夏季限电,生产线停了');
    const drafted = await draft.textContent();
    for (const words of ['用能', '紧急', '区经济信息委', '11月25日 18:00']) expect(drafted).toContain(words);
    await draft.getByRole('button', { name: '提交' }).click();

    const number = 'T20261124-0001';
    await stream(page).getByText(number).first().waitFor();
    await chats(page).getByText(DEPARTMENT_GROUP).waitFor();
    await openChat(page, DEPARTMENT_GROUP);
    await become(page, '经办人');
    const ticket = cards(page, number);
    await ticket.getByRole('button', { name: '退回' }).first().waitFor();
    await ticket.getByRole('button', { name: '签收' }).click();
    await ticket.getByText('办理中').first().waitFor();
    await ticket.getByRole('button', { name: '签收' }).waitFor({ state: 'detached' });

    await openChat(page, ENTERPRISE_GROUP);
    await become(page, '联系人');
    await cards(page, number).filter({ hasText: '办理中' }).first().waitFor();
    await say(page, `@机器人 ${number} 到哪一步了`);
    const question = stream(page).locator('li').filter({ hasText: `回复` }).filter({ hasText: '到哪一步了' });
    const status = question.getByRole('region');
    await status.waitFor();
    const state = await status.textContent();
    for (const words of [number, '办理中', '区经济信息委', '11月25日 18:00', '签收'])
      expect(state).toContain(words);
    expect(errors).toEqual([]);
  });
});
