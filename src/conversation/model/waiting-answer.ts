import type { ConversationDeps, Turn } from '#conversation/conversation.types.ts';
import type { Statement } from '#database/database.ts';
import type { InboundMessage } from '#feishu/events.ts';
import { messageById } from '#outbox/outbox.store.ts';
import type { Payload } from '#outbox/outbox.types.ts';
import { announce, leaveOutWaiting, waitingId } from '#outbox/waiting-cards.ts';
import { maskPhones } from '#shared/masking.ts';

/** What a waiting card's payload is called. */
export const WAITING = 'policy-waiting';
/** A model has 20 seconds; when so much has passed, something went wrong, and the card says that it takes long. */
const LATE_MS = 120_000;

/**
 * Shows at once that the question is being worked on. The answer later takes the card's place; only what has passed the
 * check is ever written into it. A draft is checked as a whole, because each of its sentences may rest on any of the
 * clauses that it names, and a fault in its last sentence throws away the first: nobody is to read what is then taken
 * back. So it is not the model's words as they come that grow in the card, but the checked answer, a sentence and a
 * clause at a time.
 */
export async function showWaiting(deps: ConversationDeps, turn: Turn, question: string): Promise<void> {
  const { db, clock, commitEarly } = deps;
  if (!commitEarly) return;
  const { message } = turn;
  const now = clock.now();
  const payload = (state: 'reading' | 'late'): Payload => ({
    kind: WAITING,
    v: 1,
    data: { question: maskPhones(question), state },
  });
  await commitEarly(
    announce(
      db,
      {
        id: waitingId(message.messageId),
        target: replyTarget(message),
        payload: payload('reading'),
        late: payload('late'),
        lateAt: new Date(now.getTime() + LATE_MS),
      },
      now,
    ),
  );
}

/** Where a reply to a message goes: under it, in its thread. */
export function replyTarget(message: InboundMessage) {
  return {
    type: 'reply' as const,
    messageId: message.messageId,
    chatId: message.chatId,
    inThread: message.threadId !== null,
  };
}

/**
 * What a reply to a message needs where a waiting card stands under it, from this run or from one that was cut off.
 * @returns the card to take the place of, and the rows that go with the reply
 */
export async function placeOfWaiting(
  { db, commitEarly }: ConversationDeps,
  message: InboundMessage,
): Promise<{ replaces?: string; statements: Statement[] }> {
  const id = waitingId(message.messageId);
  if (!commitEarly || !(await messageById(db, id))) return { statements: [] };
  return { replaces: id, statements: [leaveOutWaiting(db, id)] };
}
