import type { Database } from '#database/database.ts';
import { type InboundMessage, V1_BOT } from '#feishu/events.ts';
import { messageByFeishuId } from '#outbox/outbox.store.ts';

/**
 * Whether a message is for the bot. In a private chat always; in a group when it mentions the bot by open_id or
 * replies to one of its messages. Never when a bot wrote it, and never for being addressed to everyone.
 */
export async function isForBot(
  deps: { db: Database; botOpenId(): Promise<string> },
  message: InboundMessage,
): Promise<boolean> {
  if (message.sender.type !== 'user') return false;
  if (message.chatType === 'p2p') return true;
  const mentioned = message.mentions.flatMap((m) => (m.openId ? [m.openId] : []));
  if (mentioned.includes(V1_BOT)) return true;
  if (mentioned.length > 0 && mentioned.includes(await deps.botOpenId())) return true;
  if (!message.parentId) return false;
  return (await messageByFeishuId(deps.db, message.parentId)) !== undefined;
}
