import type { Database, Statement } from '#database/database.ts';
import { getPerson } from '#directory/directory.store.ts';
import type { InboundMessage } from '#feishu/events.ts';
import { enqueue, enqueueRedraw, messageByFeishuId } from '#outbox/outbox.store.ts';
import { ticketTexts } from '#texts/tickets.zh-CN.ts';
import { recentDraftOf, wantAttachment } from '#tickets/tickets.attachments.ts';
import { getDraft } from '#tickets/tickets.drafts.ts';
import { rolesFor } from '#tickets/tickets.roles.ts';
import { getTicket } from '#tickets/tickets.store.ts';
import { draftSubject, textPayload, ticketSubject } from './payloads.ts';
import { factsOf } from './people.ts';

/** What an attachment belongs to. */
export type Holder = { draftId: string } | { ticketId: string };

/**
 * What a message's attachments belong to: the draft or ticket whose card it answers, else what its sender reported in
 * this chat in the last ten minutes. null where that is nothing, or not the sender's to add to.
 */
export async function holderOf(db: Database, message: InboundMessage, now: Date): Promise<Holder | null> {
  const { openId } = message.sender;
  const answered = message.parentId ? await messageByFeishuId(db, message.parentId) : undefined;
  const subject = answered?.subject ?? '';
  if (subject.startsWith(ticketSubject(''))) {
    const ticket = await getTicket(db, subject.slice(ticketSubject('').length));
    const mine = ticket && rolesFor(ticket, factsOf(await getPerson(db, openId), openId)).length > 0;
    if (mine) return { ticketId: ticket.id };
  }
  if (subject.startsWith(draftSubject(''))) {
    const draft = await getDraft(db, subject.slice(draftSubject('').length));
    if (draft && draft.state !== 'discarded' && draft.authorOpenId === openId) return { draftId: draft.id };
  }
  const draft = await recentDraftOf(db, { openId, chatId: message.chatId }, now);
  return draft && { draftId: draft.id };
}

/** The rows that keep a message's attachments with a draft or a ticket. */
export function keepWith(db: Database, message: InboundMessage, holder: Holder, now: Date): Statement[] {
  const { chatId, messageId, sender } = message;
  return message.attachments.map(({ key, type, name }) =>
    wantAttachment(db, {
      ...holder,
      ...{ chatId, messageId, key, name, kind: type, senderOpenId: sender.openId, at: now },
    }),
  );
}

/** A message of nothing but attachments, kept with what it belongs to; null where it belongs to nothing. */
export async function keepAttachments(
  db: Database,
  message: InboundMessage,
  now: Date,
): Promise<Statement[] | null> {
  if (message.sender.type !== 'user' || message.attachments.length === 0) return null;
  const holder = await holderOf(db, message, now);
  if (!holder) return null;
  const target = {
    type: 'reply',
    messageId: message.messageId,
    chatId: message.chatId,
    inThread: message.threadId !== null,
  } as const;
  const payload = textPayload(ticketTexts.attachment.received(message.attachments.length));
  return [...keepWith(db, message, holder, now), enqueue(db, { target, payload }, now)];
}

/** Draws the cards anew that count the attachments of a draft or ticket. */
export function redrawHolder(
  db: Database,
  { draftId, ticketId }: { draftId: string | null; ticketId: string | null },
  ticketIds: readonly string[],
  now: Date,
): Statement[] {
  const subjects = [
    ...(draftId ? [draftSubject(draftId)] : []),
    ...[...(ticketId ? [ticketId] : []), ...ticketIds].map(ticketSubject),
  ];
  return subjects.flatMap((subject) => enqueueRedraw(db, subject, now));
}
