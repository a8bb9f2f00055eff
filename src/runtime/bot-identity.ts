import type { FeishuClient } from '#feishu/client/feishu-client.ts';
import { errorCode, Unavailable } from '#shared/errors.ts';
import type { Logger } from '#shared/log.ts';

/**
 * The bot's open_id, asked once and then known. While Feishu cannot tell, whoever needs it waits and tries again:
 * a group's message is never taken for somebody else's because of it.
 */
export function createBotIdentity(
  client: Pick<FeishuClient, 'botInfo'>,
  logger: Logger,
): () => Promise<string> {
  let known: string | undefined;
  let asking: Promise<string> | undefined;

  async function ask(): Promise<string> {
    try {
      known = (await client.botInfo()).openId;
      return known;
    } catch (error) {
      logger.error('feishu.bot_unknown', { code: errorCode(error) });
      throw new Unavailable('feishu.bot_unknown', 'the bot is not known yet', { cause: error });
    } finally {
      asking = undefined;
    }
  }

  return async () => {
    if (known !== undefined) return known;
    asking ??= ask();
    return asking;
  };
}
