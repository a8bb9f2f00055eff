import * as lark from '@larksuiteoapi/node-sdk';
import { z } from 'zod';
import { DeliveryError, type Messenger, type RenderedMessage } from '#outbox/outbox.types.ts';
import type { Clock } from '#shared/clock.ts';
import { ConfigurationError, Unavailable } from '#shared/errors.ts';
import type { Logger } from '#shared/log.ts';
import { texts } from '#texts/zh-CN.ts';
import { createCardEntities } from './card-entities.ts';
import { downloadResource, type ResourceRequest } from './download-resource.ts';
import { createFeishuHttp, silentSdkLogger } from './feishu-http.ts';
import { isTokenRefused, PlatformFailure, toDeliveryError } from './platform-answer.ts';
import { createTenantToken } from './tenant-token.ts';

export interface FeishuClient {
  messenger: Messenger;
  /**
   * Who the bot is; a mention is the bot's by this open_id.
   * @throws ConfigurationError where Feishu refuses the app id or secret
   * @throws Unavailable where it could not be asked
   */
  botInfo(): Promise<{ openId: string; name: string }>;
  /** The content of an image or file in a message. @throws DeliveryError */
  download(resource: ResourceRequest): Promise<Uint8Array>;
}

export interface FeishuClientOptions {
  appId: string;
  appSecret: string;
  /** Scheme and host, `https://open.feishu.cn`. */
  domain: string;
  clock: Clock;
  logger: Logger;
  /** From the start of a call to the last byte of its answer. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const sentSchema = z.looseObject({ data: z.looseObject({ message_id: z.string().min(1) }) });
const botSchema = z.looseObject({
  bot: z.looseObject({ open_id: z.string().min(1), app_name: z.string().default('') }),
});

type CallOptions = ReturnType<typeof lark.withTenantToken>;

/** Feishu's REST side through the SDK's typed client, with our own token, deadline and judgement of answers. */
export function createFeishuClient(options: FeishuClientOptions): FeishuClient {
  const { appId, appSecret, clock, logger } = options;
  const client = new lark.Client({
    appId,
    appSecret,
    domain: options.domain.replace(/\/+$/, ''),
    disableTokenCache: true,
    httpInstance: createFeishuHttp(options.timeoutMs ?? TIMEOUT_MS),
    logger: silentSdkLogger,
    loggerLevel: lark.LoggerLevel.fatal,
  });
  const tokens = createTenantToken({ client, appId, appSecret, clock, logger });

  /** Makes a call with a token; one that Feishu does not know any more is replaced, once. */
  async function withToken(call: (options: CallOptions) => Promise<unknown>): Promise<unknown> {
    const token = await tokens.get();
    try {
      return await call(lark.withTenantToken(token));
    } catch (error) {
      if (!isTokenRefused(error)) throw error;
      tokens.drop(token);
      return await call(lark.withTenantToken(await tokens.get()));
    }
  }

  async function deliver(call: (options: CallOptions) => Promise<unknown>): Promise<unknown> {
    try {
      return await withToken(call);
    } catch (error) {
      throw toDeliveryError(error);
    }
  }

  async function send(call: (options: CallOptions) => Promise<unknown>): Promise<{ messageId: string }> {
    const sent = sentSchema.safeParse(await deliver(call));
    if (!sent.success) throw new DeliveryError('retry', 'bad-answer');
    return { messageId: sent.data.data.message_id };
  }

  function sendTo(
    kind: 'chat_id' | 'open_id',
    id: string,
    message: RenderedMessage,
    uuid: string,
  ): Promise<{ messageId: string }> {
    const data = { receive_id: id, msg_type: message.type, content: JSON.stringify(message.content), uuid };
    return send((token) => client.im.v1.message.create({ params: { receive_id_type: kind }, data }, token));
  }

  const messenger: Messenger = {
    sendToChat: (chatId, message, uuid) => sendTo('chat_id', chatId, message, uuid),
    sendToPerson: (openId, message, uuid) => sendTo('open_id', openId, message, uuid),
    reply: (messageId, message, { uuid, inThread }) => {
      const data = {
        msg_type: message.type,
        content: JSON.stringify(message.content),
        reply_in_thread: inThread,
        uuid,
      };
      return send((token) => client.im.v1.message.reply({ path: pathOf(messageId), data }, token));
    },
    updateCard: async (messageId, card) => {
      const data = { content: JSON.stringify(card) };
      await deliver((token) => client.im.v1.message.patch({ path: pathOf(messageId), data }, token));
    },
    cards: createCardEntities(client, deliver),
  };

  async function botInfo(): Promise<{ openId: string; name: string }> {
    try {
      const answer = await withToken((token) =>
        client.request({ method: 'GET', url: '/open-apis/bot/v3/info' }, token),
      );
      const { bot } = botSchema.parse(answer);
      return { openId: bot.open_id, name: bot.app_name };
    } catch (error) {
      throw botInfoError(error);
    }
  }

  async function download(resource: ResourceRequest): Promise<Uint8Array> {
    const domain = options.domain.replace(/\/+$/, '');
    const token = await tokens.get();
    try {
      return await downloadResource(domain, token, resource);
    } catch (error) {
      if (!isTokenRefused(error)) throw toDeliveryError(error);
      tokens.drop(token);
      return await downloadResource(domain, await tokens.get(), resource).catch((again: unknown) => {
        throw toDeliveryError(again);
      });
    }
  }

  return { messenger, botInfo, download };
}

/** The SDK puts ids into paths as they are. */
function pathOf(messageId: string): { message_id: string } {
  return { message_id: encodeURIComponent(messageId) };
}

function botInfoError(error: unknown): Error {
  const origin = error instanceof DeliveryError ? error.cause : error;
  if (!(origin instanceof PlatformFailure)) return new Unavailable('feishu.bot_info', texts.feishu.badAnswer);
  return toDeliveryError(origin).kind === 'permanent'
    ? new ConfigurationError('feishu.refused', texts.feishu.refused(origin.reason))
    : new Unavailable('feishu.unreachable', texts.feishu.unreachable(origin.reason));
}
