import type { FeishuEvent } from '#feishu/events.ts';
import type { Handled } from '#inbox/drain-inbox.ts';
import { enqueue, hasWrittenTo } from '#outbox/outbox.store.ts';
import { texts } from '#texts/zh-CN.ts';
import type { ConversationDeps } from './conversation.types.ts';
import { handleCardAction } from './handle-card-action.ts';
import { handleMessage } from './handle-message.ts';
import { helpPayload, textPayload } from './payloads.ts';

/**
 * What an event leads to: rows to write and, for a press on a card, the answer. Nothing is written here.
 * @param receivedAt when the event arrived
 */
export async function handleEvent(
  deps: ConversationDeps,
  event: FeishuEvent,
  receivedAt: Date,
): Promise<Handled> {
  const now = deps.clock.now();
  switch (event.type) {
    case 'message':
      return { statements: await handleMessage(deps, event, receivedAt) };
    case 'card-action':
      return handleCardAction(deps, event);
    case 'bot-added': {
      const target = { type: 'chat', chatId: event.chatId } as const;
      return { statements: [enqueue(deps.db, { target, payload: textPayload(texts.chat.botAdded) }, now)] };
    }
    case 'private-chat-entered':
      return { statements: await greetOnce(deps, event.chatId) };
    case 'message-recalled':
    case 'other':
      return { statements: [] };
  }
}

/** Feishu tells of every opening of a private chat; the help is shown the first time only. */
async function greetOnce({ db, clock }: ConversationDeps, chatId: string) {
  if (await hasWrittenTo(db, chatId)) return [];
  const target = { type: 'chat', chatId } as const;
  return [enqueue(db, { target, payload: helpPayload([]) }, clock.now())];
}
