import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { encryptBody, messageEvent, signedHeaders } from '#tests/builders/feishu-request.ts';
import {
  COMMISSIONER,
  CONTACT,
  GROUP,
  openWorld,
  titleOf,
  usePolicy,
  type World,
  wordsOf,
} from './conversation-world.ts';
import { APP, KEY, TOKEN } from './sandbox-setup.ts';

const policy = usePolicy();
const QUESTION = '企业上市有什么支持?';

/** An event that no person of the sandbox can cause, posted as Feishu would. */
async function post(world: World, event: ReturnType<typeof messageEvent>): Promise<number> {
  const body = encryptBody(event, KEY);
  const headers = signedHeaders(body, { at: world.sandbox.clock.now(), key: KEY });
  const response = await world.app.http.request('/feishu/webhook', { method: 'POST', body, headers });
  await world.idle();
  return response.status;
}

const fromBot = (world: World, chatId = GROUP) =>
  world.sandbox.store.messagesOf(chatId).filter((message) => message.sender.type === 'app');

describe('when the bot speaks', () => {
  test('in a group it is silent until it is mentioned', async () => {
    const world = await openWorld(policy());
    expect(await world.say({ openId: CONTACT, chatId: GROUP, text: QUESTION })).toEqual([]);
    const reply = await world.ask(CONTACT, GROUP, QUESTION);
    expect(wordsOf(reply)).toContain('分阶段给予资金奖励');
    expect(fromBot(world)).toHaveLength(1);
  });

  test('a mention is its own by open_id, never by name, and everybody is nobody', async () => {
    const world = await openWorld(policy());
    const say = (text: string) => world.say({ openId: CONTACT, chatId: GROUP, text });
    expect(await say(`@${world.sandbox.bot.name} ${QUESTION}`)).toEqual([]);
    expect(await say(`<at user_id="${COMMISSIONER}"></at> ${QUESTION}`)).toEqual([]);
    expect(await say(`<at user_id="all"></at> ${QUESTION}`)).toEqual([]);
    const named = { key: '@_user_1', id: { open_id: COMMISSIONER }, name: world.sandbox.bot.name };
    const status = await post(
      world,
      messageEvent(
        {
          chat_id: GROUP,
          content: JSON.stringify({ text: `@_user_1 ${QUESTION}` }),
          mentions: [{ ...named, tenant_key: 't' }],
        },
        { openId: CONTACT, appId: APP.id, token: TOKEN },
      ),
    );
    expect(status).toBe(200);
    expect(fromBot(world)).toEqual([]);
    expect(await say(`${world.sandbox.mentionBot} ${QUESTION}`)).toHaveLength(1);
  });

  test('a reply to its message counts as a mention, a reply to a person does not', async () => {
    const world = await openWorld(policy());
    const reply = await world.ask(CONTACT, GROUP, QUESTION);
    const [mine] = world.sandbox.store.messagesOf(GROUP);
    const say = (text: string, replyTo: string | undefined) =>
      world.say({ openId: CONTACT, chatId: GROUP, text, ...(replyTo ? { replyTo } : {}) });
    expect(await say('研发费用有什么补助?', mine?.messageId)).toEqual([]);
    const answered = await say('研发费用有什么补助?', reply.messageId);
    expect(answered).toHaveLength(1);
  });

  test('it answers neither itself nor other bots', async () => {
    const world = await openWorld(policy());
    const mention = {
      key: '@_user_1',
      id: { open_id: world.sandbox.bot.openId },
      name: '机器人',
      tenant_key: 't',
    };
    const message = () => ({
      message_id: `om_${randomUUID()}`,
      chat_id: GROUP,
      content: JSON.stringify({ text: `@_user_1 ${QUESTION}` }),
      mentions: [mention],
    });
    const options = { appId: APP.id, token: TOKEN };
    const bots = [
      { openId: world.sandbox.bot.openId, senderType: 'app' },
      { openId: 'ou_other_bot', senderType: 'app' },
      { openId: 'ou_other_bot', senderType: 'bot' },
    ];
    for (const bot of bots)
      expect(await post(world, messageEvent(message(), { ...options, ...bot }))).toBe(200);
    expect(fromBot(world)).toEqual([]);
    // The same event from a person is answered; the reply has no message of the sandbox to stand under.
    const person = messageEvent(message(), { ...options, openId: CONTACT });
    expect(await post(world, person)).toBe(200);
    const rows = await world.db.all<{ n: number }>('SELECT count(*) AS n FROM outbox_messages');
    expect(rows[0]?.n).toBe(1);
  });

  test('in a private chat it always answers, and greets once', async () => {
    const world = await openWorld(policy());
    const chatId = await world.privateChat(CONTACT);
    expect(fromBot(world, chatId).map(titleOf)).toEqual(['使用说明']);
    await world.privateChat(CONTACT);
    expect(fromBot(world, chatId)).toHaveLength(1);
    const reply = await world.ask(CONTACT, chatId, QUESTION);
    expect(wordsOf(reply)).toContain('分阶段给予资金奖励');
    await world.privateChat(CONTACT);
    expect(fromBot(world, chatId)).toHaveLength(2);
  });

  test('what was asked in a thread is answered in that thread, and its draft, too', async () => {
    const world = await openWorld(policy());
    const [opening] = await world.say({
      openId: CONTACT,
      chatId: GROUP,
      text: `${world.sandbox.mentionBot} 你好`,
    });
    expect(opening?.threadId).toBeNull();
    const asked = { openId: CONTACT, chatId: GROUP, text: QUESTION };
    const [reply] = await world.say({ ...asked, replyTo: opening?.messageId ?? '', inThread: true });
    const question = world.sandbox.store.messagesOf(GROUP).find((m) => m.messageId === reply?.parentId);
    expect(question?.threadId).toMatch(/^omt_/);
    expect(reply?.threadId).toBe(question?.threadId);
    if (!reply) throw new Error('no reply');
    const { replies } = await world.press(CONTACT, reply, '没解决,登记问题');
    expect(replies.map((message) => message.threadId)).toEqual([reply.threadId]);
  });
});
