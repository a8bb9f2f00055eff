import { Client, DefaultCache, LoggerLevel } from '@larksuiteoapi/node-sdk';
import { expect, test } from 'vitest';
import { APP, card, PEOPLE, startSandbox } from './sandbox-setup.ts';

/** The SDK's client with a token cache of its own; the SDK's default one outlives a test. */
function sdk(domain: string) {
  return new Client({
    appId: APP.id,
    appSecret: APP.secret,
    domain,
    loggerLevel: LoggerLevel.fatal,
    logger: { error() {}, warn() {}, info() {}, debug() {}, trace() {} },
    cache: new DefaultCache(),
  });
}

const text = (words: string) => ({ msg_type: 'text', content: JSON.stringify({ text: words }) });

interface Answered {
  status: number;
  code: number | undefined;
  msg: string;
  headers: Record<string, string>;
}

/** What a call was answered with, whether the SDK's HTTP library throws it or not. */
async function refusalOf(call: Promise<unknown>): Promise<Answered> {
  try {
    const answer = (await call) as { code?: number; msg?: string };
    return { status: 200, code: answer.code, msg: answer.msg ?? '', headers: {} };
  } catch (error) {
    const { response } = error as {
      response: { status: number; data: Answered; headers: Record<string, string> };
    };
    return {
      status: response.status,
      code: response.data.code,
      msg: response.data.msg,
      headers: response.headers,
    };
  }
}

test("the official SDK's client sends, replies, updates, reads and recalls", async () => {
  const sandbox = await startSandbox();
  const client = sdk(sandbox.domain);
  const sent = await client.im.message.create({
    params: { receive_id_type: 'chat_id' },
    data: { receive_id: 'oc_enterprise', msg_type: 'interactive', content: JSON.stringify(card()) },
  });
  const messageId = sent.data?.message_id ?? '';
  expect(sent.code).toBe(0);
  expect(sandbox.store.message(messageId)?.sender).toEqual({ type: 'app', id: APP.id });

  const replied = await client.im.message.reply({
    path: { message_id: messageId },
    data: { ...text('收到'), reply_in_thread: true },
  });
  expect(replied.data).toMatchObject({ parent_id: messageId, root_id: messageId });
  expect(replied.data?.thread_id).toMatch(/^omt_/);

  await client.im.message.patch({
    path: { message_id: messageId },
    data: { content: JSON.stringify(card('已签收')) },
  });
  const read = await client.im.message.get({ path: { message_id: messageId } });
  expect(read.data?.items?.[0]).toMatchObject({ updated: true, msg_type: 'interactive' });
  expect(read.data?.items?.[0]?.body?.content).toContain('已签收');

  await client.im.message.delete({ path: { message_id: messageId } });
  const late = client.im.message.reply({ path: { message_id: messageId }, data: text('晚了') });
  expect(await refusalOf(late)).toMatchObject({ status: 400, code: 230011 });
});

test('a message to a person opens the private chat with the bot', async () => {
  const sandbox = await startSandbox();
  const sent = await sdk(sandbox.domain).im.message.create({
    params: { receive_id_type: 'open_id' },
    data: { receive_id: PEOPLE.contact, ...text('您好') },
  });
  const chat = sandbox.store.chat(sent.data?.chat_id ?? '');
  expect(chat).toMatchObject({ type: 'p2p', members: [PEOPLE.contact] });
});

test('images and files go up, and come down from the message that holds them only', async () => {
  const sandbox = await startSandbox();
  const client = sdk(sandbox.domain);
  const png = Buffer.from('89504e470d0a1a0a00', 'hex');
  const up = await client.im.image.create({ data: { image_type: 'message', image: png } });
  expect(up?.image_key).toMatch(/^img_/);
  const file = await client.im.file.create({
    data: { file_type: 'pdf', file_name: '通知.pdf', file: Buffer.from('PDF') },
  });
  const sent = await client.im.message.create({
    params: { receive_id_type: 'chat_id' },
    data: {
      receive_id: 'oc_enterprise',
      msg_type: 'file',
      content: JSON.stringify({ file_key: file?.file_key }),
    },
  });
  const messageId = sent.data?.message_id ?? '';
  const down = await client.im.messageResource.get({
    path: { message_id: messageId, file_key: file?.file_key ?? '' },
    params: { type: 'file' },
  });
  const chunks: Buffer[] = [];
  for await (const chunk of down.getReadableStream()) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toBe('PDF');
  const wrong = await fetch(
    `${sandbox.domain}/open-apis/im/v1/messages/${messageId}/resources/${up?.image_key}?type=image`,
    {
      headers: { authorization: `Bearer ${await tenantToken(sandbox.domain)}` },
    },
  );
  expect(await wrong.json()).toMatchObject({ code: 234003 });
  const notImage = client.im.image.create({ data: { image_type: 'message', image: Buffer.from('plain') } });
  expect((await refusalOf(notImage)).code).toBe(234011);
});

async function tenantToken(domain: string, secret = APP.secret) {
  const response = await fetch(`${domain}/open-apis/auth/v3/tenant_access_token/internal`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ app_id: APP.id, app_secret: secret }),
  });
  const body = (await response.json()) as { code: number; tenant_access_token?: string; expire?: number };
  return body.tenant_access_token ?? String(body.code);
}

test('a token stays the same until less than 30 minutes remain, and the old one lives on', async () => {
  const sandbox = await startSandbox();
  const first = await tenantToken(sandbox.domain);
  sandbox.clock.advance(90 * 60_000);
  expect(await tenantToken(sandbox.domain)).toBe(first);
  sandbox.clock.advance(1);
  const second = await tenantToken(sandbox.domain);
  expect(second).not.toBe(first);
  const info = (token: string) =>
    fetch(`${sandbox.domain}/open-apis/bot/v3/info`, { headers: { authorization: `Bearer ${token}` } });
  expect(await (await info(first)).json()).toMatchObject({ code: 0, bot: { open_id: sandbox.bot.openId } });
  sandbox.clock.advance(30 * 60_000);
  const refused = await info(first);
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ code: 99991663 });
  expect((await info(second)).status).toBe(200);
  sandbox.expireTokens();
  expect((await info(second)).status).toBe(400);
  expect(await (await fetch(`${sandbox.domain}/open-apis/bot/v3/info`)).json()).toMatchObject({
    code: 99991661,
  });
  expect(await tenantToken(sandbox.domain, 'wrong')).toBe('10014');
});

test('the same uuid sends once within an hour', async () => {
  const sandbox = await startSandbox();
  const client = sdk(sandbox.domain);
  const send = async () => {
    const sent = await client.im.message.create({
      params: { receive_id_type: 'chat_id' },
      data: { receive_id: 'oc_enterprise', ...text('一次'), uuid: 'a-key' },
    });
    return sent.data?.message_id;
  };
  const first = await send();
  sandbox.clock.advance(3_600_000);
  expect(await send()).toBe(first);
  sandbox.clock.advance(1);
  expect(await client.request({ method: 'GET', url: '/open-apis/bot/v3/info' })).toMatchObject({ code: 0 });
  expect(await send()).not.toBe(first);
  expect(sandbox.store.messagesOf('oc_enterprise')).toHaveLength(2);
});

test('limits: five a second to a chat, fifty a second for the app', async () => {
  const sandbox = await startSandbox();
  const client = sdk(sandbox.domain);
  const send = (chatId: string) =>
    client.im.message.create({
      params: { receive_id_type: 'chat_id' },
      data: { receive_id: chatId, ...text('快') },
    });
  for (let i = 0; i < 5; i++) expect((await send('oc_enterprise')).code).toBe(0);
  const sixth = await refusalOf(send('oc_enterprise'));
  expect(sixth).toMatchObject({ status: 400, code: 230020 });
  expect(sixth.headers['x-ogw-ratelimit-reset']).toBe('1');
  expect((await send('oc_department')).code).toBe(0);

  for (let i = 0; i < 43; i++) await client.request({ method: 'GET', url: '/open-apis/bot/v3/info' });
  const over = await refusalOf(send('oc_department'));
  expect(over).toMatchObject({ status: 429, code: 99991400 });
  expect(over.headers['x-ogw-ratelimit-reset']).toBe('1');
  sandbox.clock.advance(1000);
  expect((await send('oc_enterprise')).code).toBe(0);
});

test('what the platform refuses, with its documented codes', async () => {
  const sandbox = await startSandbox();
  const client = sdk(sandbox.domain);
  const send = (receiveId: string, message: { msg_type: string; content: string }, idType = 'chat_id') =>
    refusalOf(
      client.im.message.create({
        params: { receive_id_type: idType as 'chat_id' },
        data: { receive_id: receiveId, ...message },
      }),
    );
  expect((await send('oc_unknown', text('x'))).code).toBe(230002);
  expect((await send('nonsense', text('x'))).code).toBe(230034);
  expect((await send('ou_unknown', text('x'), 'open_id')).code).toBe(230013);
  expect((await send('oc_enterprise', text('x'.repeat(151 * 1024)))).code).toBe(230025);
  expect((await send('oc_enterprise', { msg_type: 'text', content: 'not json' })).code).toBe(230001);
  expect((await send('oc_enterprise', { msg_type: 'image', content: '{"image_key":"img_no"}' })).code).toBe(
    230017,
  );
  const note = { ...card(), body: { elements: [{ tag: 'note', elements: [] }] } };
  const refused = await send('oc_enterprise', { msg_type: 'interactive', content: JSON.stringify(note) });
  expect(refused).toMatchObject({ status: 400, code: 230099 });
  expect(refused.msg).toContain('ErrCode: 200861');
  const long = JSON.stringify(card('长'.repeat(10_500)));
  expect((await send('oc_enterprise', { msg_type: 'interactive', content: long })).code).toBe(230025);
  sandbox.removeBot('oc_enterprise');
  expect((await send('oc_enterprise', text('x'))).code).toBe(230002);
});

test('a card can be updated for 14 days', async () => {
  const sandbox = await startSandbox();
  const client = sdk(sandbox.domain);
  const sent = await client.im.message.create({
    params: { receive_id_type: 'chat_id' },
    data: { receive_id: 'oc_enterprise', msg_type: 'interactive', content: JSON.stringify(card()) },
  });
  const messageId = sent.data?.message_id ?? '';
  const patch = () =>
    refusalOf(
      sdk(sandbox.domain).im.message.patch({
        path: { message_id: messageId },
        data: { content: JSON.stringify(card('新')) },
      }),
    );
  sandbox.clock.advance(14 * 86_400_000);
  expect((await patch()).code).toBe(0);
  sandbox.clock.advance(1);
  expect((await patch()).code).toBe(230031);
  expect((await patch()).status).toBe(400);
});

test('faults on demand: a code, a lost answer, a hang', async () => {
  const sandbox = await startSandbox();
  const client = sdk(sandbox.domain);
  await client.request({ method: 'GET', url: '/open-apis/bot/v3/info' });
  const path = 'POST /open-apis/im/v1/messages';
  const send = (uuid: string) =>
    client.im.message.create({
      params: { receive_id_type: 'chat_id' },
      data: { receive_id: 'oc_enterprise', ...text('x'), uuid },
    });
  sandbox.faults.next({ match: path, status: 503 });
  expect((await refusalOf(send('one'))).status).toBe(503);
  expect(sandbox.store.messagesOf('oc_enterprise')).toHaveLength(0);

  sandbox.faults.next({ match: /^POST .*\/messages$/, status: 502, when: 'after' });
  expect((await refusalOf(send('one'))).status).toBe(502);
  expect(sandbox.store.messagesOf('oc_enterprise')).toHaveLength(1);
  await send('one');
  expect(sandbox.store.messagesOf('oc_enterprise')).toHaveLength(1);

  sandbox.faults.next({ match: ({ body }) => body.includes('"two"'), hang: true });
  const gone = new AbortController();
  const hanging = fetch(`${sandbox.domain}/open-apis/im/v1/messages?receive_id_type=chat_id`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"uuid":"two"}',
    signal: gone.signal,
  });
  const firstToCome = await Promise.race([hanging, new Promise((r) => setTimeout(() => r('nothing'), 200))]);
  expect(firstToCome).toBe('nothing');
  gone.abort();
  await expect(hanging).rejects.toThrow();
});

test('people and chats can be read, and a card can be for one person', async () => {
  const sandbox = await startSandbox();
  const client = sdk(sandbox.domain);
  const user = await client.contact.user.get({
    path: { user_id: PEOPLE.contact },
    params: { user_id_type: 'open_id' },
  });
  expect(user.data?.user).toMatchObject({ name: '李晓', job_title: '企业联系人' });
  const chats = await client.im.chat.list();
  expect(chats.data?.items?.map((c) => c.chat_id)).toEqual(['oc_enterprise', 'oc_department']);
  const sent = await client.request({
    method: 'POST',
    url: '/open-apis/ephemeral/v1/send',
    data: { chat_id: 'oc_enterprise', open_id: PEOPLE.contact, msg_type: 'interactive', card: card() },
  });
  expect(sandbox.store.message(sent.data.message_id)).toMatchObject({ visibleTo: PEOPLE.contact });
  const update = client.im.message.patch({
    path: { message_id: sent.data.message_id },
    data: { content: JSON.stringify(card()) },
  });
  expect((await refusalOf(update)).code).toBe(230001);
});
