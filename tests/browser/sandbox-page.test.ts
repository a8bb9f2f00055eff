import { Hono } from 'hono';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { mountSandbox } from '#sandbox/page.routes.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { createMovableClock } from '#shared/clock.ts';
import {
  PEOPLE,
  type ReceivedEvent,
  serveOnFreePort,
  startBot,
  startSandbox,
} from '#tests/e2e/sandbox-setup.ts';
import { hasBrowser, openPage } from './open-browser.ts';

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

const text = (content: string) => ({ tag: 'plain_text', content });
const cardOf = (...elements: unknown[]) => ({
  schema: '2.0',
  config: { update_multi: true },
  header: { title: text('试卡'), template: 'blue' },
  body: { elements },
});
const button = (label: string, more: object = {}) => ({
  tag: 'button',
  text: text(label),
  behaviors: [{ type: 'callback', value: { label } }],
  ...more,
});

/** A sandbox with a page, and a bot that answers callbacks with what `answer` makes. */
async function open(
  size: { width: number; height: number },
  answer: (event: ReceivedEvent) => unknown = () => ({}),
) {
  const bot = await startBot((event, response) => response.end(JSON.stringify(answer(event))));
  const clock = createMovableClock();
  clock.set(new Date('2026-11-24T02:00:00Z'));
  const sandbox = await startSandbox({ webhookUrl: bot.url, clock });
  const app = new Hono();
  mountSandbox(app, sandbox);
  const address = await serveOnFreePort(app);
  const { page, errors } = await openPage(size);
  await page.goto(`${address}/sandbox`);
  const callbacks = () =>
    bot.received.map(({ event }) => event).filter((e) => e.header.event_type === 'card.action.trigger');
  return { sandbox, page, errors, bot, callbacks };
}

async function sendCard(sandbox: Sandbox & { domain: string }, content: unknown, chatId = 'oc_enterprise') {
  const post = async (path: string, body: unknown, token = '') => {
    const response = await fetch(`${sandbox.domain}/open-apis/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely by tests
    return (await response.json()) as any;
  };
  const app = { app_id: 'cli_0123456789abcdef', app_secret: 'sandbox-secret' };
  const { tenant_access_token: token } = await post('auth/v3/tenant_access_token/internal', app);
  const message = { receive_id: chatId, msg_type: 'interactive', content: JSON.stringify(content) };
  const sent = await post('im/v1/messages?receive_id_type=chat_id', message, token);
  expect(sent.msg).toBe('success');
  return sent.data.message_id as string;
}

const cards = (page: Page) => page.getByRole('region', { name: '试卡' });

describe.runIf(hasBrowser)("the sandbox's page", () => {
  test('what people and cards say is never markup', async () => {
    const { sandbox, page, errors } = await open(DESKTOP);
    const evil = '<img src=x onerror="alert(1)"> <script>alert(2)</script>';
    sandbox.people.say({ openId: PEOPLE.contact, chatId: 'oc_enterprise', text: evil });
    const links =
      '[坏](javascript:alert(3)) [好](https://example.com/a) **粗** <font color="red">红</font> &lt;b&gt;';
    await sendCard(sandbox, cardOf({ tag: 'markdown', content: `${evil}\n${links}` }));
    const card = cards(page);
    await card.waitFor();
    expect(await page.getByRole('log').locator('img, script').count()).toBe(0);
    expect(await page.getByRole('log').textContent()).toContain(evil);
    expect(await card.getByRole('link').evaluateAll((all) => all.map((a) => a.getAttribute('href')))).toEqual(
      ['https://example.com/a'],
    );
    expect(await card.locator('strong').textContent()).toBe('粗');
    expect(await card.locator('.text-red').textContent()).toBe('红');
    expect(await card.textContent()).toContain('<b>');
    expect(errors).toEqual([]);
  });

  test('a form is filled in, sent by its button, and its answer drawn', async () => {
    const { sandbox, page, errors, callbacks } = await open(DESKTOP, ({ event }) =>
      event.header.event_type === 'card.action.trigger'
        ? {
            toast: { type: 'success', content: '已登记' },
            card: { type: 'raw', data: cardOf({ tag: 'markdown', content: '工单已登记' }) },
          }
        : {},
    );
    const option = (value: string, words: string) => ({ text: text(words), value });
    await sendCard(
      sandbox,
      cardOf({
        tag: 'form',
        name: 'draft',
        elements: [
          { tag: 'input', name: 'description', label: text('问题描述'), required: true },
          {
            tag: 'select_static',
            name: 'category',
            placeholder: text('类别'),
            options: [option('energy', '用能')],
          },
          {
            tag: 'multi_select_static',
            name: 'joint',
            placeholder: text('协办'),
            options: [option('a', '供电'), option('b', '供水')],
          },
          { tag: 'date_picker', name: 'due', placeholder: text('期限') },
          { tag: 'checker', name: 'urgent', text: text('紧急') },
          button('提交', { name: 'submit', form_action_type: 'submit' }),
        ],
      }),
    );
    const card = cards(page);
    await card.getByRole('button', { name: '提交' }).click();
    expect(await card.getByRole('alert').textContent()).toBe('请填写问题描述');
    expect(callbacks()).toHaveLength(0);
    await card.getByLabel('问题描述').fill('生产线停了');
    await card.getByLabel('类别').selectOption('energy');
    await card.getByLabel('供水').check();
    await card.getByLabel('期限').fill('2026-11-30');
    await card.getByLabel('紧急').check();
    await card.getByRole('button', { name: '提交' }).click();
    await page.getByText('工单已登记').waitFor();
    expect(await page.getByRole('status').textContent()).toContain('已登记');
    expect(callbacks()[0].event).toMatchObject({
      operator: { open_id: PEOPLE.contact },
      action: {
        name: 'submit',
        form_value: {
          description: '生产线停了',
          category: 'energy',
          joint: ['b'],
          due: '2026-11-30 +0800',
          urgent: true,
        },
      },
    });
    expect(errors).toEqual([]);
  });

  test('a button that asks first is pressed only once it is confirmed', async () => {
    const { sandbox, page, callbacks } = await open(DESKTOP);
    const ask = { title: text('确认退回?'), text: text('退回后由派单员重新分派') };
    await sendCard(sandbox, cardOf(button('退回', { type: 'danger', confirm: ask })));
    const press = cards(page).getByRole('button', { name: '退回' });
    await press.click();
    const dialog = page.getByRole('dialog', { name: '确认退回?' });
    await dialog.getByRole('button', { name: '取消' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(callbacks()).toHaveLength(0);
    await press.click();
    await dialog.getByRole('button', { name: '确认' }).click();
    await expect.poll(() => callbacks().length).toBe(1);
    expect(callbacks()[0].event.action.value).toEqual({ label: '退回' });
  });

  test('all components of a card are drawn', async () => {
    const { sandbox, page, errors } = await open(DESKTOP);
    const values = [
      { x: '用地', y: 3 },
      { x: '用工', y: 7 },
    ];
    await sendCard(
      sandbox,
      cardOf(
        {
          tag: 'markdown',
          content:
            '# 标题\n1. 一\n   - 一之一\n2. 二\n\n> 引文\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n`码` ~~删~~',
        },
        { tag: 'hr' },
        {
          tag: 'column_set',
          columns: [
            { tag: 'column', width: 'weighted', weight: 1, elements: [{ tag: 'markdown', content: '左' }] },
          ],
        },
        {
          tag: 'collapsible_panel',
          expanded: false,
          header: { title: text('办理经过') },
          elements: [{ tag: 'div', text: text('藏着的') }],
        },
        { tag: 'chart', chart_spec: { type: 'bar', data: { values }, xField: 'x', yField: 'y' } },
        { tag: 'chart', chart_spec: { type: 'pie', data: { values }, categoryField: 'x', valueField: 'y' } },
        { tag: 'chart', chart_spec: { type: 'radar', data: { values } } },
        {
          tag: 'table',
          page_size: 1,
          columns: [
            { name: 'no', display_name: '工单', data_type: 'text' },
            { name: 'days', display_name: '天数', data_type: 'number' },
          ],
          rows: [
            { no: '甲号', days: 1 },
            { no: '乙号', days: 2 },
          ],
        },
      ),
    );
    const card = cards(page);
    await card.waitFor();
    expect(await card.locator('ol > li > ul > li').textContent()).toBe('一之一');
    expect(await card.locator('blockquote').textContent()).toBe('引文');
    expect(await card.getByText('藏着的').isVisible()).toBe(false);
    await card.getByText('办理经过').click();
    expect(await card.getByText('藏着的').isVisible()).toBe(true);
    const charts = await card
      .getByRole('img')
      .evaluateAll((all) => all.map((c) => c.getAttribute('aria-label')));
    expect(charts).toEqual(['图表:用地 3,用工 7', '图表:用地 3,用工 7']);
    expect(await card.getByText('甲号').isVisible()).toBe(true);
    await card.getByRole('button', { name: '下一页' }).click();
    expect(await card.getByText('乙号').isVisible()).toBe(true);
    expect(await card.getByText('甲号').count()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('a mention is written by name, a reply quotes, and Enter sends', async () => {
    const { sandbox, page } = await open(DESKTOP);
    await page.getByRole('button', { name: '@机器人', exact: true }).click();
    await page.keyboard.type('请 @王敏 看看');
    await page.keyboard.press('Enter');
    const first = await sandbox.waitFor((m) => m.sender.type === 'user');
    expect(JSON.parse(first.content).text).toBe('@_user_1 请 @_user_2 看看');
    expect(first.mentions.map((m) => m.openId)).toEqual([sandbox.bot.openId, PEOPLE.commissioner]);
    await page.getByLabel('我是').selectOption(PEOPLE.commissioner);
    await page.getByRole('button', { name: '回复李晓的消息' }).click();
    await page.getByLabel('输入消息').fill('好的');
    await page.keyboard.press('Enter');
    const second = await sandbox.waitFor((m) => m.content.includes('好的'));
    expect(second).toMatchObject({ parentId: first.messageId, sender: { id: PEOPLE.commissioner } });
    await page.getByRole('log').getByText('回复 李晓:@机器人 请 @王敏 看看').waitFor();
  });

  test("a department's group is listed once it has a message; a card for one is seen by one", async () => {
    const { sandbox, page } = await open(DESKTOP);
    const list = page.getByRole('navigation', { name: '会话列表' });
    await list.getByText('鑫宏铝业服务群').waitFor();
    expect(await list.getByText('区经济信息委').count()).toBe(0);
    await sendCard(sandbox, cardOf(button('签收')), 'oc_department');
    await list.getByText('区经济信息委').waitFor();
    expect(await list.getByLabel('1 条新消息').count()).toBe(1);
  });

  test('the clock is moved from the bar', async () => {
    const { sandbox, page } = await open(DESKTOP);
    await page.getByRole('button', { name: '+1 小时' }).click();
    await page
      .getByRole('timer')
      .getByText(/^11:0\d$/)
      .waitFor();
    await page.getByRole('button', { name: '指定时间' }).click();
    await page.getByLabel('沙盒时间调到').fill('2026-09-30T10:00');
    await page.getByRole('button', { name: '调到' }).click();
    await page.getByRole('timer').getByText('2026年9月30日 周三').waitFor();
    expect(sandbox.clock.now().toISOString()).toMatch(/^2026-09-30T02:00/);
  });

  test('on a phone the list leads to a chat and back, and nothing is wider than the screen', async () => {
    const { sandbox, page } = await open(PHONE);
    await sendCard(
      sandbox,
      cardOf({ tag: 'markdown', content: '长'.repeat(300) }, button('签收'), button('退回')),
    );
    const overflow = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    const entry = page.getByRole('navigation').getByRole('button', { name: /鑫宏铝业服务群/ });
    await entry.click();
    await cards(page).getByRole('button', { name: '签收' }).waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
    expect(await entry.isVisible()).toBe(false);
    await page.getByRole('button', { name: '返回会话列表' }).click();
    await entry.waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
  });
});
