import type { Database } from '#database/database.ts';
import { getChat, getPerson } from '#directory/directory.store.ts';
import type { Payload } from '#outbox/outbox.types.ts';
import { beijingText } from '#shared/beijing.ts';
import { maskPhones } from '#shared/masking.ts';
import { texts } from '#texts/zh-CN.ts';
import type { TicketRules } from '#tickets/tickets.action-rule.ts';
import { findDuplicate } from '#tickets/tickets.duplicates.ts';
import { STATE_NAMES } from '#tickets/tickets.lifecycle.ts';
import { maySee } from '#tickets/tickets.roles.ts';
import { dueAt } from '#tickets/tickets.service-time.ts';
import { resolveLimit } from '#tickets/tickets.standards.ts';
import type { Ticket, TicketDraft } from '#tickets/tickets.tables.ts';
import type { DraftItem } from '#tickets/tickets.types.ts';
import { factsOf } from './people.ts';

/** A problem of a draft, and the open ticket that it seems to repeat. */
export interface Duplicate {
  item: number;
  ticket: Ticket;
}

/** What an open draft repeats, as far as its author or its chat may see it. */
export async function duplicatesOf(db: Database, draft: TicketDraft): Promise<Duplicate[]> {
  const enterpriseId = draft.data.enterprise?.id;
  if (draft.state !== 'open' || !enterpriseId) return [];
  const [chat, person] = await Promise.all([getChat(db, draft.chatId), getPerson(db, draft.authorOpenId)]);
  const author = factsOf(person, draft.authorOpenId);
  const found = await Promise.all(
    draft.data.items.map(async ({ category, description }, item) => {
      const ticket = await findDuplicate(db, { enterpriseId, category, description });
      const visible = ticket && (chat?.enterpriseId === enterpriseId || maySee(ticket, author));
      return visible ? [{ item, ticket }] : [];
    }),
  );
  return found.flat();
}

/** The card of a draft as it stands now. */
export function draftPayload(
  draft: TicketDraft,
  around: {
    rules: TicketRules;
    now: Date;
    numbers: string[];
    duplicates: readonly Duplicate[];
    attachments?: number;
  },
): Payload {
  const { rules, now } = around;
  const { data, state } = draft;
  const due = (item: DraftItem) =>
    beijingText(dueAt(rules.calendar, now, resolveLimit(rules.standards, item.category, item.urgency)), now);
  return {
    kind: 'ticket-draft',
    v: 1,
    data: {
      draftId: draft.id,
      state,
      enterprise: data.enterprise?.name ?? '',
      choices: data.choices ?? [],
      categories: [...rules.categories].map(([value, label]) => ({ value, label })),
      items: data.items.map((item) => ({
        category: item.category,
        urgency: item.urgency,
        description: item.description,
        lead: item.lead,
        supporting: item.supporting,
        due: state === 'open' ? texts.tickets.dueIfLoggedNow(due(item)) : null,
      })),
      numbers: around.numbers,
      supplemented: data.supplemented ?? [],
      attachments: around.attachments ?? 0,
      notes: data.items.some(({ urgency }) => urgency === 'urgent') ? [texts.cards.draft.danger] : [],
      duplicates: around.duplicates.map(({ item, ticket }) => ({
        item,
        ticketId: ticket.id,
        number: ticket.number,
        state: STATE_NAMES[ticket.state],
        description: maskPhones(ticket.description),
      })),
    },
  };
}
