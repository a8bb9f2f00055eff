import { createCipheriv, createHash, randomBytes } from 'node:crypto';

export const APP_ID = 'cli_0123456789abcdef';
export const ENCRYPT_KEY = 'test key';
export const TOKEN = 'verification-token';
export const BOT = 'ou_bot';

/** A text message event in a group, as Feishu sends it; `over` replaces parts of `event.message`. */
export function messageEvent(
  over: Record<string, unknown> = {},
  options: { eventId?: string; openId?: string; senderType?: string; appId?: string; token?: string } = {},
) {
  return {
    schema: '2.0',
    header: {
      event_id: options.eventId ?? `ev_${randomBytes(8).toString('hex')}`,
      token: options.token ?? TOKEN,
      create_time: '1700000000000',
      event_type: 'im.message.receive_v1',
      tenant_key: 'tenant',
      app_id: options.appId ?? APP_ID,
    },
    event: {
      sender: {
        sender_id: { open_id: options.openId ?? 'ou_asker', union_id: 'on_asker', user_id: 'asker' },
        sender_type: options.senderType ?? 'user',
        tenant_key: 'tenant',
      },
      message: {
        message_id: `om_${randomBytes(8).toString('hex')}`,
        create_time: '1700000000000',
        chat_id: 'oc_group',
        chat_type: 'group',
        message_type: 'text',
        content: JSON.stringify({ text: '@_user_1 你好' }),
        mentions: [{ key: '@_user_1', id: { open_id: BOT }, name: '一企', tenant_key: 'tenant' }],
        ...over,
      },
    },
  };
}

/** A press on a card's button. */
export function cardEvent(
  value: Record<string, unknown>,
  options: { openId?: string; messageId?: string; chatId?: string; eventId?: string; form?: object } = {},
) {
  return {
    schema: '2.0',
    header: {
      event_id: options.eventId ?? `ev_${randomBytes(8).toString('hex')}`,
      token: TOKEN,
      create_time: '1700000000000000',
      event_type: 'card.action.trigger',
      tenant_key: 'tenant',
      app_id: APP_ID,
    },
    event: {
      operator: { tenant_key: 'tenant', open_id: options.openId ?? 'ou_asker' },
      token: 'c-1',
      action: { value, tag: 'button', ...(options.form ? { form_value: options.form } : {}) },
      host: 'im_message',
      context: {
        open_message_id: options.messageId ?? 'om_card',
        open_chat_id: options.chatId ?? 'oc_group',
      },
    },
  };
}

/** The encrypted body of a request with an event that is given by its parts. */
export function bodyOf({
  eventId,
  eventType,
  event,
}: {
  eventId: string;
  eventType: string;
  event: unknown;
}) {
  const header = {
    ...{ event_id: eventId, event_type: eventType, app_id: APP_ID, token: TOKEN },
    ...{ create_time: '1700000000000', tenant_key: 'tenant' },
  };
  return encryptBody({ schema: '2.0', header, event });
}

/** Encrypts a body as Feishu does. */
export function encryptBody(value: unknown, key = ENCRYPT_KEY): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(key).digest(), iv);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return JSON.stringify({
    encrypt: Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]).toString('base64'),
  });
}

/** The headers of a signed request over exactly these bytes. */
export function signedHeaders(body: string, options: { at?: Date; key?: string } = {}) {
  const timestamp = String(Math.floor((options.at ?? new Date()).getTime() / 1000));
  const nonce = randomBytes(6).toString('hex');
  const signature = createHash('sha256')
    .update(timestamp + nonce + (options.key ?? ENCRYPT_KEY))
    .update(body)
    .digest('hex');
  return {
    'content-type': 'application/json',
    'x-lark-request-timestamp': timestamp,
    'x-lark-request-nonce': nonce,
    'x-lark-signature': signature,
  };
}
