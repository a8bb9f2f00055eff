import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { card, PEOPLE, type ReceivedEvent, startBot, startSandbox } from './sandbox-setup.ts';

type Answer = (event: ReceivedEvent, response: ServerResponse) => void;
const json =
  (body: unknown): Answer =>
  (_event, response) =>
    response.end(JSON.stringify(body));

async function withCard(answer: Answer, content: unknown = card()) {
  const bot = await startBot(answer);
  const sandbox = await startSandbox({ webhookUrl: bot.url });
  const token = await call(sandbox.domain, 'auth/v3/tenant_access_token/internal', null, {
    app_id: 'cli_0123456789abcdef',
    app_secret: 'sandbox-secret',
  });
  const authorization = `Bearer ${token.tenant_access_token}`;
  const sent = await call(sandbox.domain, 'im/v1/messages?receive_id_type=chat_id', authorization, {
    receive_id: 'oc_enterprise',
    msg_type: 'interactive',
    content: JSON.stringify(content),
  });
  const messageId: string = sent.data.message_id;
  const press = (path = 'body.elements.1', more = {}) =>
    sandbox.people.press({ openId: PEOPLE.contact, messageId, path, ...more });
  return { bot, sandbox, messageId, press, authorization };
}

async function call(domain: string, path: string, authorization: string | null, body: unknown) {
  const response = await fetch(`${domain}/open-apis/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    body: JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely by tests
  return (await response.json()) as any;
}

test('a press is a callback, and its answer a toast and a new card', async () => {
  const { bot, sandbox, messageId, press } = await withCard(
    json({ toast: { type: 'success', content: '已签收' }, card: { type: 'raw', data: card('办理中') } }),
  );
  expect(await press()).toMatchObject({ toast: { type: 'success', content: '已签收' }, code: null });
  expect(sandbox.store.message(messageId)?.content).toContain('办理中');
  const event = bot.received[0]?.event;
  expect(event.header).toMatchObject({ event_type: 'card.action.trigger', create_time: '1795485600000000' });
  expect(event.event).toMatchObject({
    operator: { open_id: PEOPLE.contact },
    action: { tag: 'button', value: { action: 'accept' }, timezone: 'Asia/Shanghai' },
    context: { open_message_id: messageId, open_chat_id: 'oc_enterprise' },
  });
  expect(event.event.token).toMatch(/^c-/);
});

test.each<[string, Answer, number]>([
  ['a status other than 200', (_e, r) => r.writeHead(500).end('{}'), 200671],
  ['no JSON', (_e, r) => r.end(''), 200672],
  ['an unknown field', json({ message: 'ok' }), 200672],
  ['a bad card', json({ card: { type: 'raw', data: { ...card(), extra: 1 } } }), 200673],
  ['a card of version 1', json({ card: { type: 'raw', data: { elements: [] } } }), 200830],
  ['silence', () => {}, 200341],
])('%s shows the client its error code', async (_name, answer, code) => {
  const { sandbox, messageId, press } = await withCard(answer);
  const outcome = await press();
  expect(outcome).toMatchObject({ code, card: null, toast: { type: 'error' } });
  expect(outcome.toast?.content).toContain(String(code));
  expect(sandbox.store.message(messageId)?.revision).toBe(0);
});

test('an empty answer changes nothing and says nothing', async () => {
  const { press } = await withCard(json({}));
  expect(await press()).toEqual({ toast: null, card: null, code: null, problem: null });
});

const field = (tag: string, name: string, more = {}) => ({ tag, name, ...more });
const withForm = {
  schema: '2.0',
  config: { update_multi: true },
  body: {
    elements: [
      {
        tag: 'form',
        name: 'draft',
        elements: [
          field('input', 'description', {
            required: true,
            label: { tag: 'plain_text', content: '问题描述' },
          }),
          field('multi_select_static', 'who', { options: [] }),
          field('date_picker', 'due'),
          {
            tag: 'column_set',
            columns: [
              {
                tag: 'column',
                elements: [
                  {
                    tag: 'button',
                    name: 'submit',
                    text: { tag: 'plain_text', content: '提交' },
                    form_action_type: 'submit',
                    behaviors: [{ type: 'callback', value: { action: 'submit' } }],
                  },
                ],
              },
            ],
          },
        ],
      },
    ],
  },
};
const SUBMIT = 'body.elements.0.elements.3.columns.0.elements.0';

test('a form is sent whole, once what it requires is filled in', async () => {
  const { bot, press } = await withCard(json({}), withForm);
  expect(await press(SUBMIT, { form: { description: '' } })).toMatchObject({
    toast: { content: '请填写必填项:问题描述' },
  });
  expect(bot.received).toHaveLength(0);
  await press(SUBMIT, { form: { description: '限电', due: '2026-11-30 +0800', stranger: 'x' } });
  expect(bot.received[0]?.event.event.action).toEqual({
    tag: 'button',
    name: 'submit',
    value: { action: 'submit' },
    form_value: { description: '限电', due: '2026-11-30 +0800' },
    timezone: 'Asia/Shanghai',
  });
});

test('a place that the card does not have is not pressed', async () => {
  const { bot, press } = await withCard(json({}));
  for (const path of ['body.elements.7', 'body.elements', 'constructor.name', 'body.elements.0']) {
    expect((await press(path)).toast?.type).toBe('warning');
  }
  expect(bot.received).toHaveLength(0);
});

test("a card's token updates it twice within 30 minutes, and not before its callback is answered", async () => {
  let early: { code: number } | undefined;
  const { bot, sandbox, messageId, press, authorization } = await withCard(async (event, response) => {
    early = await update(event.event.event.token);
    response.end('{}');
  });
  const update = (token: string, content: unknown = card('稍后')) =>
    call(sandbox.domain, 'interactive/v1/card/update', authorization, { token, card: content });
  await press();
  expect(early?.code).toBe(11310);
  const token = bot.received[0]?.event.event.token;
  expect((await update(token, { ...card(), extra: 1 })).code).toBe(11311);
  expect((await update(token)).code).toBe(0);
  expect(sandbox.store.message(messageId)?.content).toContain('稍后');
  expect((await update(token)).code).toBe(0);
  expect((await update(token)).code).toBe(300040);
  expect((await update('nonsense')).code).toBe(300020);
  await press();
  sandbox.clock.advance(30 * 60_000);
  expect((await update(bot.received[1]?.event.event.token)).code).toBe(300030);
});

test('a card can be pressed for 14 days, and only by those who see it', async () => {
  const { bot, sandbox, messageId, press } = await withCard(json({}));
  await expect(
    sandbox.people.press({ openId: PEOPLE.handler, messageId, path: 'body.elements.1' }),
  ).rejects.toThrow('成员');
  sandbox.clock.advance(14 * 86_400_000 + 1);
  expect((await press()).toast?.content).toContain('14 天');
  expect(bot.received).toHaveLength(0);
});

test('a press on a card that has changed meanwhile can be sent as well', async () => {
  const { bot, sandbox, messageId } = await withCard(json({}));
  const old = { tag: 'button', name: null, value: { action: 'old' }, form: null };
  await sandbox.people.pressWith({ openId: PEOPLE.contact, messageId, ...old });
  expect(bot.received[0]?.event.event.action).toMatchObject({ value: { action: 'old' } });
});
