import { and, asc, eq, ne, or } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import { getPerson, membersOfEnterprise } from '#directory/directory.store.ts';
import type { Visitor } from '#ingress/web/console.types.ts';
import { NotFound } from '#shared/errors.ts';
import { maskPhones } from '#shared/masking.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { type TicketAttachment, ticketAttachments } from '#tickets/ticket-attachments.tables.ts';
import type { TicketRules } from '#tickets/tickets.action-rule.ts';
import { actorFor, maySee } from '#tickets/tickets.roles.ts';
import { findTickets, getHistory, getTicket, getTicketByNumber } from '#tickets/tickets.store.ts';
import { type Ticket, tickets } from '#tickets/tickets.tables.ts';
import { type TicketView, ticketView } from '#tickets/tickets.view.ts';

/** Somebody whom one may call about a ticket. */
export interface ContactLine {
  role: string;
  name: string;
  phone: string | null;
}

/** All that the page of a ticket shows to one person. */
export interface TicketPageFacts {
  ticket: Ticket;
  view: TicketView;
  people: ContactLine[];
  attachments: TicketAttachment[];
  /** The other problems of the same message, and what was merged, as far as this person may see them. */
  related: Ticket[];
}

/** @throws NotFound also where it is not theirs to see: a number tells nobody that a ticket is there */
export async function visibleTicket(db: Database, number: string, { facts }: Visitor): Promise<Ticket> {
  const whole = /^T\d{8}-\d{4,6}$/.test(number);
  const ticket = whole ? await getTicketByNumber(db, number) : null;
  if (!ticket || !maySee(ticket, facts)) throw new NotFound('console.ticket', consoleTexts.errors.noTicket);
  return ticket;
}

export async function ticketPageFacts(
  db: Database,
  rules: TicketRules,
  ticket: Ticket,
  visitor: Visitor,
): Promise<TicketPageFacts> {
  const { facts, now } = visitor;
  // Phone numbers are masked for everybody but the handler in person.
  const unmasked = ticket.handlerOpenId !== null && ticket.handlerOpenId === facts.openId;
  const [history, into, people, attachments, related] = await Promise.all([
    getHistory(db, ticket.id),
    ticket.mergedInto ? getTicket(db, ticket.mergedInto) : null,
    contactsOf(db, ticket, unmasked),
    attachmentsOf(db, ticket),
    relatedTo(db, ticket),
  ]);
  const view = ticketView(ticket, history, {
    ...{ now, rules, unmasked, actor: actorFor(ticket, facts) },
    mergedInto: into?.number ?? null,
  });
  return {
    ...{ ticket, view, people, attachments },
    related: [...(into ? [into] : []), ...related].filter((other) => maySee(other, facts)),
  };
}

async function contactsOf(db: Database, ticket: Ticket, unmasked: boolean): Promise<ContactLine[]> {
  const { enterpriseId, handlerOpenId } = ticket;
  const members = enterpriseId ? await membersOfEnterprise(db, enterpriseId) : [];
  const { roles } = consoleTexts;
  const wanted = [
    ...members.map(({ openId, name, role }) => ({ openId, name, role: roles[role] })),
    ...(handlerOpenId
      ? [{ openId: handlerOpenId, name: ticket.handlerName ?? '', role: roles.handler }]
      : []),
  ];
  return Promise.all(
    wanted.map(async ({ openId, name, role }) => {
      const phone = (await getPerson(db, openId))?.phone ?? null;
      return { role, name, phone: phone !== null && !unmasked ? maskPhones(phone) : phone };
    }),
  );
}

function ofTicket({ id, draftId }: Ticket) {
  return or(
    eq(ticketAttachments.ticketId, id),
    draftId === null ? undefined : eq(ticketAttachments.draftId, draftId),
  );
}

export function attachmentsOf(db: Database, ticket: Ticket): Promise<TicketAttachment[]> {
  return db
    .select()
    .from(ticketAttachments)
    .where(and(ofTicket(ticket), ne(ticketAttachments.state, 'refused')))
    .orderBy(asc(ticketAttachments.at));
}

/** One attachment of this very ticket. */
export async function attachmentOf(
  db: Database,
  ticket: Ticket,
  id: string,
): Promise<TicketAttachment | undefined> {
  const [row] = await db
    .select()
    .from(ticketAttachments)
    .where(and(ofTicket(ticket), eq(ticketAttachments.id, id)))
    .limit(1);
  return row;
}

async function relatedTo(db: Database, ticket: Ticket): Promise<Ticket[]> {
  const [linked, followers] = await Promise.all([
    ticket.linkedGroup === null
      ? []
      : db
          .select()
          .from(tickets)
          // The day narrows it down: problems of one message are logged together.
          .where(and(eq(tickets.linkedGroup, ticket.linkedGroup), eq(tickets.day, ticket.day)))
          .limit(20),
    findTickets(db, { mergedInto: ticket.id, limit: 20 }),
  ]);
  return [...linked, ...followers].filter((other) => other.id !== ticket.id);
}
