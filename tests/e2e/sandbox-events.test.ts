import { join } from 'node:path';
import { expect, test } from 'vitest';
import { signEvent } from '#sandbox/envelope.ts';
import { createFixedClock } from '#shared/clock.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';
import { KEY, PEOPLE, startBot, startSandbox } from './sandbox-setup.ts';

const inGroup = { openId: PEOPLE.contact, chatId: 'oc_enterprise' };

test('a message goes out encrypted and signed, with its mentions as keys', async () => {
  const bot = await startBot();
  const sandbox = await startSandbox({ webhookUrl: bot.url });
  const message = sandbox.people.say({
    ...inGroup,
    text: `${sandbox.mentionBot} 请 <at user_id="${PEOPLE.commissioner}">王敏</at> 看一下`,
  });
  await sandbox.delivery.idle();
  expect(bot.received).toHaveLength(1);
  const [got] = bot.received;
  expect(Object.keys(JSON.parse(got?.raw ?? ''))).toEqual(['encrypt']);
  const header = (name: string) => String(got?.headers[name]);
  expect(header('x-lark-signature')).toBe(
    signEvent(header('x-lark-request-timestamp'), header('x-lark-request-nonce'), KEY, got?.raw ?? ''),
  );
  expect(got?.event.header).toMatchObject({
    event_type: 'im.message.receive_v1',
    create_time: '1795485600000',
  });
  expect(got?.event.event.sender).toMatchObject({
    sender_type: 'user',
    sender_id: { open_id: PEOPLE.contact },
  });
  expect(got?.event.event.message).toMatchObject({
    message_id: message.messageId,
    chat_type: 'group',
    message_type: 'text',
    content: JSON.stringify({ text: '@_user_1 请 @_user_2 看一下' }),
    mentions: [
      { key: '@_user_1', name: '机器人', mentioned_type: 'bot', id: { open_id: sandbox.bot.openId } },
      { key: '@_user_2', name: '王敏', mentioned_type: 'user', id: { open_id: PEOPLE.commissioner } },
    ],
  });
});

test('every message of a group goes out, those to everyone and replies as well', async () => {
  const bot = await startBot();
  const sandbox = await startSandbox({ webhookUrl: bot.url });
  const first = sandbox.people.say({ ...inGroup, text: '大家好' });
  const second = sandbox.people.say({
    ...inGroup,
    text: '<at user_id="all"></at> 开会',
    replyTo: first.messageId,
  });
  sandbox.people.say({ ...inGroup, text: '好', replyTo: second.messageId });
  await sandbox.delivery.idle();
  const byText = new Map(
    bot.received.map(({ event }) => [JSON.parse(event.event.message.content).text, event.event.message]),
  );
  expect([...byText.keys()].sort()).toEqual(['@_all 开会', '大家好', '好'].sort());
  expect(byText.get('大家好')).not.toHaveProperty('parent_id');
  expect(byText.get('@_all 开会')).not.toHaveProperty('mentions');
  expect(byText.get('好')).toMatchObject({ parent_id: second.messageId, root_id: first.messageId });
});

test('an event that is not taken comes again after 15 s, 5 min, 1 h and 6 h, and then no more', async () => {
  const bot = await startBot((_event, response) => response.writeHead(500).end());
  const sandbox = await startSandbox({ webhookUrl: bot.url });
  sandbox.people.say({ ...inGroup, text: '在吗' });
  await sandbox.delivery.idle();
  for (const [seconds, attempts] of [
    [15, 2],
    [300, 3],
    [3600, 4],
    [21_600, 5],
  ] as const) {
    sandbox.clock.advance(seconds * 1000 - 1);
    await sandbox.delivery.tick();
    expect(bot.received).toHaveLength(attempts - 1);
    sandbox.clock.advance(1);
    await sandbox.delivery.tick();
    expect(bot.received).toHaveLength(attempts);
  }
  sandbox.clock.advance(7 * 86_400_000);
  await sandbox.delivery.tick();
  expect(bot.received).toHaveLength(5);
  expect(new Set(bot.received.map(({ event }) => event.header.event_id)).size).toBe(1);
  const stamps = bot.received.map(({ headers }) => Number(headers['x-lark-request-timestamp']));
  expect(stamps.map((s) => s - (stamps[0] ?? 0))).toEqual([0, 15, 315, 3915, 25_515]);
});

test('an answer that takes too long counts as none', async () => {
  const bot = await startBot((event, response) => {
    if (bot.received.length > 1) response.end('{}');
    expect(event.event.header.event_type).toBe('im.message.receive_v1');
  });
  const sandbox = await startSandbox({ webhookUrl: bot.url });
  sandbox.people.say({ ...inGroup, text: '在吗' });
  await sandbox.delivery.idle();
  expect(sandbox.store.deliveries()).toMatchObject([{ attempts: 1 }]);
  await sandbox.moveClock(new Date(sandbox.clock.now().getTime() + 15_000));
  expect(bot.received).toHaveLength(2);
  expect(sandbox.store.deliveries()).toEqual([]);
});

test('duplicates on demand: the same event twice, and the same message as another event', async () => {
  const bot = await startBot();
  const sandbox = await startSandbox({ webhookUrl: bot.url });
  sandbox.delivery.repeatNext(1);
  const message = sandbox.people.say({ ...inGroup, text: '一次' });
  await sandbox.delivery.idle();
  sandbox.people.resend(message.messageId);
  await sandbox.delivery.idle();
  expect(bot.received.map(({ event }) => event.event.message.message_id)).toEqual(
    Array(3).fill(message.messageId),
  );
  expect(new Set(bot.received.map(({ event }) => event.header.event_id)).size).toBe(2);
});

test('entering the private chat, the bot added to a group, a message taken back', async () => {
  const bot = await startBot();
  const sandbox = await startSandbox({ webhookUrl: bot.url });
  const chat = sandbox.people.enterPrivateChat(PEOPLE.contact);
  const message = sandbox.people.say({ openId: PEOPLE.contact, chatId: chat.chatId, text: '您好' });
  sandbox.people.recall(message.messageId);
  sandbox.removeBot('oc_department');
  sandbox.people.say({ openId: PEOPLE.handler, chatId: 'oc_department', text: '机器人听不到' });
  sandbox.addBot('oc_department', PEOPLE.handler);
  await sandbox.delivery.idle();
  const byType = new Map(bot.received.map(({ event }) => [event.header.event_type, event.event]));
  expect(bot.received).toHaveLength(4);
  expect(byType.get('im.chat.access_event.bot_p2p_chat_entered_v1')).toMatchObject({
    chat_id: chat.chatId,
    operator_id: { open_id: PEOPLE.contact },
  });
  expect(byType.get('im.message.receive_v1').message.chat_type).toBe('p2p');
  expect(byType.get('im.message.recalled_v1').message_id).toBe(message.messageId);
  expect(byType.get('im.chat.member.bot.added_v1')).toMatchObject({
    chat_id: 'oc_department',
    name: '区经济信息委',
  });
});

test('the address is checked with a challenge', async () => {
  const good = await startBot((got, response) =>
    response.end(JSON.stringify({ challenge: got.event.challenge })),
  );
  expect(await (await startSandbox({ webhookUrl: good.url })).delivery.checkAddress()).toBe(true);
  const bad = await startBot();
  expect(await (await startSandbox({ webhookUrl: bad.url })).delivery.checkAddress()).toBe(false);
});

test('only members of a chat can write in it', async () => {
  const sandbox = await startSandbox();
  expect(() => sandbox.people.say({ openId: PEOPLE.handler, chatId: 'oc_enterprise', text: '?' })).toThrow(
    '成员',
  );
});

test('a restart shows the same chats, and brings what was not taken', async () => {
  const dataDir = join(temporaryFolder(), 'sandbox');
  const clock = createFixedClock('2026-11-24T02:00:00Z');
  const first = await startSandbox({ dataDir, clock });
  const message = first.people.say({ ...inGroup, text: '在吗' });
  const image = await first.people.sendFile({
    ...inGroup,
    kind: 'image',
    name: '现场.png',
    mime: 'image/png',
    content: Buffer.from('89504e47', 'hex'),
  });
  await first.close();

  const bot = await startBot();
  const second = await startSandbox({ dataDir, clock, webhookUrl: bot.url, verificationToken: 'another' });
  expect(second.store.messagesOf('oc_enterprise')).toEqual([message, image]);
  const key = JSON.parse(image.content).image_key;
  expect(Buffer.from(await second.store.resourceContent(key)).toString('hex')).toBe('89504e47');
  await second.moveClock(new Date(clock.now().getTime() + 15_000));
  expect(bot.received.map(({ event }) => event.event.message.message_id).sort()).toEqual(
    [message.messageId, image.messageId].sort(),
  );
  expect(bot.received[0]?.event.header.token).toBe('another');
  const third = second.people.say({ ...inGroup, text: '还在' });
  expect(third.sequence).toBe(3);
  await second.close();
});

test('what is no card cannot be pressed', async () => {
  const sandbox = await startSandbox();
  const message = sandbox.people.say({ ...inGroup, text: '不是卡片' });
  await expect(
    sandbox.people.press({ openId: PEOPLE.contact, messageId: message.messageId, path: 'body.elements.1' }),
  ).rejects.toThrow('没有这张卡片');
});
