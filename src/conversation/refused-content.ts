import { z } from 'zod';
import type { Database, Statement } from '#database/database.ts';
import { enqueue, messageById, type OutboxMessage } from '#outbox/outbox.store.ts';
import type { Payload } from '#outbox/outbox.types.ts';
import { ticketTexts } from '#texts/tickets.zh-CN.ts';
import { getHistory, getTicket } from '#tickets/tickets.store.ts';
import { ticketSubject } from './payloads.ts';

const aboutSchema = z.looseObject({ about: z.string().optional(), warning: z.boolean().optional() });

/** Marked, so that a warning that is refused itself warns nobody again. */
const warning = (text: string): Payload => ({ kind: 'text', v: 1, data: { text, warning: true } });

/**
 * Tells whose words they were that Feishu refused a message for its content, also masked: of a ticket who wrote last,
 * of a reply the chat in which it was asked.
 */
export async function tellSender(db: Database, message: OutboxMessage, now: Date): Promise<Statement[]> {
  const data = aboutSchema.safeParse(message.payload.data).data ?? {};
  if (data.warning) return [];
  const ticketId = data.about ?? (await ticketOf(db, message));
  if (ticketId) {
    const [ticket, history] = await Promise.all([getTicket(db, ticketId), getHistory(db, ticketId)]);
    const writer = history.findLast((entry) => entry.note !== null && entry.actorOpenId !== null);
    const openId = writer?.actorOpenId ?? ticket?.reporterOpenId;
    if (ticket && openId) {
      const payload = warning(ticketTexts.contentRefused(ticket.number));
      // Several chats and cards show the same words: they are warned of once.
      const id = `r-${ticket.id}-${writer?.seq ?? 0}`;
      if (await messageById(db, id)) return [];
      return [enqueue(db, { target: { type: 'person', openId }, payload }, now, id)];
    }
  }
  if (message.target.type !== 'reply') return [];
  return [enqueue(db, { target: message.target, payload: warning(ticketTexts.replyRefused) }, now)];
}

async function ticketOf(db: Database, { subject, target }: OutboxMessage): Promise<string | undefined> {
  const about = target.type === 'update' ? (await messageById(db, target.outboxId))?.subject : subject;
  return about?.startsWith(ticketSubject('')) ? about.slice(ticketSubject('').length) : undefined;
}
