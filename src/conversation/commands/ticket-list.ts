import { z } from 'zod';
import type { CardCommand, Press, Pressed } from '#conversation/handle-card-action.ts';
import { type LiveTicket, liveTicket, ticketSubject } from '#conversation/payloads.ts';
import { factsOf } from '#conversation/people.ts';
import { actionsOn } from '#conversation/ticket-card.ts';
import { type ListScope, type LiveList, liveList, liveListSchema } from '#conversation/ticket-lists.ts';
import { mayShow } from '#conversation/visible-tickets.ts';
import type { Database } from '#database/database.ts';
import { getChat, getPerson } from '#directory/directory.store.ts';
import { enqueue, keepPayload, type OutboxMessage } from '#outbox/outbox.store.ts';
import type { Target } from '#outbox/outbox.types.ts';
import { Forbidden, NotFound } from '#shared/errors.ts';
import { ticketTexts } from '#texts/tickets.zh-CN.ts';
import { texts } from '#texts/zh-CN.ts';
import type { TicketRules } from '#tickets/tickets.action-rule.ts';
import { type PersonFacts, rolesFor } from '#tickets/tickets.roles.ts';
import { getTicket } from '#tickets/tickets.store.ts';
import type { Ticket } from '#tickets/tickets.tables.ts';

const filterSchema = z.looseObject({ g: z.string(), p: z.number().int().nonnegative() });
const openSchema = z.looseObject({ t: z.string() });

/**
 * Another filter or page of a list. In a group the card is everybody's, and changes for whoever asked for it alone:
 * others get a list of their own, in private, so that nobody turns the page under another's eyes.
 */
export const showList: CardCommand = async ({ db }, press) => {
  const { list, message } = listOf(press);
  const value = filterSchema.safeParse(press.action.value);
  if (!value.success) throw new NotFound('ticket.list', texts.errors.outdated);
  const { openId } = press.action.operator;
  if (list.asker !== undefined && list.asker !== openId) {
    return ownList(db, { ...list, group: value.data.g || null }, openId, press.now);
  }
  const payload = liveList({ ...list, group: value.data.g || null, page: value.data.p });
  // Kept as it is seen now, so that the next press finds the list at its filter.
  return { statements: [keepPayload(db, message.id, payload)], answer: { show: payload } };
};

/** The same list, of what is this person's own. */
function ownList(db: Database, { list, group }: LiveList, openId: string, now: Date): Pressed {
  const payload = liveList({ list, scope: { of: 'person', openId }, group, page: 0, asker: openId });
  return {
    statements: [enqueue(db, { target: { type: 'person', openId }, payload }, now)],
    answer: { toast: { type: 'info', content: ticketTexts.list.sentToYou } },
  };
}

/** 查看: sends the ticket's card, with the buttons of whoever reads it here. */
export const openTicket: CardCommand = async ({ db, district }, press) => {
  const { list, message } = listOf(press);
  const value = openSchema.safeParse(press.action.value);
  const ticket = value.success ? await getTicket(db, value.data.t) : null;
  if (!ticket) throw new NotFound('ticket.not_found', texts.errors.outdated);
  const { openId } = press.action.operator;
  const person = await getPerson(db, openId);
  const inPrivate = list.scope.of === 'person';
  const place = {
    person,
    chat: inPrivate ? null : await getChat(db, message.lane),
    message: {
      chatId: inPrivate ? '' : message.lane,
      chatType: inPrivate ? ('p2p' as const) : ('group' as const),
      sender: { openId },
    },
  };
  if (!mayShow(ticket, place)) throw new Forbidden('ticket.hidden', texts.tickets.notVisible(ticket.number));
  const card = cardFor(list.scope, ticket, factsOf(person, openId), district.rules, press.now);
  return {
    statements: [
      enqueue(
        db,
        { target: sameChat(message), payload: liveTicket(card), subject: ticketSubject(ticket.id) },
        press.now,
      ),
    ],
    answer: { toast: { type: 'info', content: ticketTexts.list.opened(ticket.number) } },
  };
};

/** The list that was pressed. @throws Forbidden where it is another person's */
function listOf({ action, message }: Press): { list: LiveList; message: OutboxMessage } {
  const list = liveListSchema.safeParse(message?.payload.data);
  if (!message || !list.success) throw new NotFound('ticket.list', texts.errors.outdated);
  const { scope } = list.data;
  if (scope.of === 'person' && scope.openId !== action.operator.openId) {
    throw new Forbidden('ticket.list', ticketTexts.list.notYours);
  }
  return { list: list.data, message };
}

function sameChat({ target, lane }: OutboxMessage): Target {
  return target.type === 'person' ? target : { type: 'chat', chatId: lane };
}

function cardFor(
  scope: ListScope,
  ticket: Ticket,
  person: PersonFacts,
  rules: TicketRules,
  now: Date,
): LiveTicket {
  const ticketId = ticket.id;
  switch (scope.of) {
    case 'enterprise':
    case 'chat':
      return { ticketId, audience: 'enterprise' };
    case 'department':
      return { ticketId, audience: 'department', department: scope.name };
    case 'dispatch':
      return { ticketId, audience: 'dispatcher' };
    case 'leaders':
      return { ticketId, audience: 'leader' };
    case 'person': {
      const possible = audiencesOf(ticket, person);
      const useful = possible.find((card) => actionsOn(ticket, card, rules, now).length > 0);
      const place = useful ?? possible[0] ?? { audience: 'enterprise' as const };
      return { ticketId, ...place, reader: person.openId };
    }
  }
}

/** What a person is to a ticket, whose work it is first. */
function audiencesOf(ticket: Ticket, person: PersonFacts): Omit<LiveTicket, 'ticketId'>[] {
  const roles = rolesFor(ticket, person);
  const own = person.departments.map(({ name }) => name);
  const department =
    own.find((name) => name === ticket.leadDepartment) ??
    own.find((name) => ticket.supporting.includes(name));
  return [
    ...(department ? [{ audience: 'department' as const, department }] : []),
    ...(roles.includes('dispatcher') ? [{ audience: 'dispatcher' as const }] : []),
    ...(roles.includes('enterprise') || roles.includes('commissioner')
      ? [{ audience: 'enterprise' as const }]
      : []),
    ...(roles.includes('leader') ? [{ audience: 'leader' as const }] : []),
  ];
}
