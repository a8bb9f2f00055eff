import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOT, cardEvent, messageEvent } from '#tests/builders/feishu-request.ts';
import { type CardAction, type InboundMessage, V1_BOT } from './events.ts';
import { normaliseEvent, replaceMentions } from './normalise.ts';

const read = (over: Record<string, unknown> = {}, options = {}) =>
  normaliseEvent('im.message.receive_v1', messageEvent(over, options).event) as InboundMessage;

describe('messages', () => {
  it('takes mentions out of what is understood, and keeps them by open_id', () => {
    const message = read();
    expect(message.plainText).toBe('你好');
    expect(message.text).toBe('@一企 你好');
    expect(message.mentions).toEqual([{ key: '@_user_1', openId: BOT, name: '一企' }]);
  });

  it('does not take @_user_1 for the start of @_user_10', () => {
    const mentions = Array.from({ length: 12 }, (_, i) => ({
      key: `@_user_${i + 1}`,
      openId: `ou_${i + 1}`,
      name: `甲${i + 1}`,
    }));
    const text = mentions.map((m) => m.key).join('和');
    expect(replaceMentions(text, mentions, (m) => m.name)).toBe(mentions.map((m) => m.name).join('和'));
  });

  it('knows a message to everyone', () => {
    const message = read({ content: JSON.stringify({ text: '@_all 开会' }), mentions: [] });
    expect(message).toMatchObject({ mentionsEveryone: true, plainText: '开会' });
  });

  it('reads posts, images and files', () => {
    const post = {
      title: '问题',
      content: [
        [
          { tag: 'text', text: '停电了' },
          { tag: 'at', user_id: '@_user_1' },
        ],
        [{ tag: 'img', image_key: 'k1' }],
      ],
    };
    const message = read({ message_type: 'post', content: JSON.stringify(post) });
    expect(message.plainText).toBe('问题\n停电了');
    expect(message.attachments).toEqual([{ type: 'image', key: 'k1', name: '' }]);
    const file = read({ message_type: 'file', content: '{"file_key":"f1","file_name":"台账.xlsx"}' });
    expect(file.attachments).toEqual([{ type: 'file', key: 'f1', name: '台账.xlsx' }]);
  });

  it('tells people from bots', () => {
    expect(read({}, { senderType: 'app' }).sender.type).toBe('bot');
    expect(read({}, { senderType: 'bot' }).sender.type).toBe('bot');
    expect(read().sender.type).toBe('user');
  });

  it('refuses what lacks a message id, without repeating what was written', () => {
    const { message_id, ...message } = messageEvent().event.message;
    const event = { ...messageEvent().event, message };
    expect(() => normaliseEvent('im.message.receive_v1', event)).toThrow(/message\.message_id/);
    expect(() => normaliseEvent('im.message.receive_v1', event)).not.toThrow(/你好/);
    expect(message_id).toBeTruthy();
  });

  it('reads version 1', () => {
    const event = {
      type: 'message',
      open_message_id: 'om_1',
      open_chat_id: 'oc_1',
      chat_type: 'group',
      msg_type: 'text',
      open_id: 'ou_1',
      text: '<at open_id="x">@一企</at> 你好',
      text_without_at_bot: ' 你好',
    };
    const message = normaliseEvent('message', event) as InboundMessage;
    expect(message).toMatchObject({ plainText: '你好', chatType: 'group', messageId: 'om_1' });
    expect(message.mentions[0]?.openId).toBe(V1_BOT);
  });

  it('never throws anything but InvalidInput, whatever the content', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('text', 'post', 'image', 'file', 'sticker'),
        (content, type) => {
          try {
            read({ message_type: type, content });
          } catch (error) {
            expect((error as Error).name).toBe('InvalidInput');
          }
        },
      ),
    );
  });
});

describe('card callbacks', () => {
  it('reads who pressed what, and what was filled in', () => {
    const event = cardEvent({ a: 'ticket.act' }, { openId: 'ou_handler', form: { note: '已处理' } });
    expect(normaliseEvent('card.action.trigger', event.event) as CardAction).toMatchObject({
      operator: { openId: 'ou_handler' },
      messageId: 'om_card',
      chatId: 'oc_group',
      value: { a: 'ticket.act' },
      form: { note: '已处理' },
    });
  });
});

it('leaves what nobody handles', () => {
  expect(normaliseEvent('im.message.reaction.created_v1', {})).toEqual({
    type: 'other',
    eventType: 'im.message.reaction.created_v1',
  });
});
