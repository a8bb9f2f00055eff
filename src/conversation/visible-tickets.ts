import type { Database } from '#database/database.ts';
import type { Chat } from '#directory/directory.types.ts';
import { maySee } from '#tickets/tickets.roles.ts';
import {
  countTickets,
  findTickets,
  getTicketByNumber,
  LIVE_STATES,
  type TicketFilter,
} from '#tickets/tickets.store.ts';
import type { Ticket } from '#tickets/tickets.tables.ts';
import type { Turn } from './conversation.types.ts';
import { factsOf } from './people.ts';

/**
 * Whether a ticket may be shown here: to somebody whom it concerns, and in a chat all of whose readers it concerns.
 * In an enterprise's chat anybody may ask for that enterprise's tickets.
 */
export function mayShow(
  ticket: Ticket,
  turn: Pick<Turn, 'person' | 'chat'> & {
    message: Pick<Turn['message'], 'chatId' | 'chatType'> & { sender: { openId: string } };
  },
): boolean {
  const { chat, message, person } = turn;
  if (ticket.sourceChatId === message.chatId) return true;
  const concerned = maySee(ticket, factsOf(person, message.sender.openId));
  if (message.chatType === 'p2p') return concerned;
  return chatSees(ticket, chat) ?? concerned;
}

/** What the chat's purpose says; undefined for a chat that is not bound. */
function chatSees(ticket: Ticket, chat: Chat | null): boolean | undefined {
  switch (chat?.kind) {
    case 'enterprise':
      return ticket.enterpriseId !== null && ticket.enterpriseId === chat.enterpriseId;
    case 'department':
      return ticket.leadDepartment === chat.department || ticket.supporting.includes(chat.department ?? '');
    case 'leaders':
    case 'dispatch':
      return true;
    case undefined:
      return undefined;
  }
}

export type Found =
  | { found: 'one'; ticket: Ticket }
  | { found: 'many'; tickets: Ticket[]; total: number }
  | { found: 'none' }
  | { found: 'hidden' | 'unknown'; number: string };

const LISTED = 20;

/** The tickets that a message is about: those it names, else the open ones that concern its sender or chat. */
export async function ticketsMeant(db: Database, turn: Turn): Promise<Found> {
  const [number, ...others] = turn.understanding.ticketNumbers;
  if (number !== undefined && others.length === 0) return byNumber(db, turn, number);
  if (number !== undefined) return bySeveralNumbers(db, turn);
  return byPlace(db, turn);
}

async function byNumber(db: Database, turn: Turn, number: string): Promise<Found> {
  const enterpriseId = turn.chat?.enterpriseId ?? turn.enterprise?.id;
  const ticket =
    (enterpriseId ? await getTicketByNumber(db, number, { enterpriseId }) : null) ??
    (await getTicketByNumber(db, number));
  if (!ticket) return { found: 'unknown', number };
  return mayShow(ticket, turn) ? { found: 'one', ticket } : { found: 'hidden', number };
}

async function bySeveralNumbers(db: Database, turn: Turn): Promise<Found> {
  const all = await Promise.all(turn.understanding.ticketNumbers.map((number) => byNumber(db, turn, number)));
  const tickets = all.flatMap((one) => (one.found === 'one' ? [one.ticket] : []));
  const [first, ...rest] = tickets;
  if (!first) return all[0] ?? { found: 'none' };
  return rest.length === 0
    ? { found: 'one', ticket: first }
    : { found: 'many', tickets, total: tickets.length };
}

async function byPlace(db: Database, turn: Turn): Promise<Found> {
  const filter = { ...scopeOf(turn), states: LIVE_STATES };
  const [tickets, total] = await Promise.all([
    findTickets(db, { ...filter, limit: LISTED }),
    countTickets(db, filter),
  ]);
  const [first] = tickets;
  if (!first) return { found: 'none' };
  return total === 1 ? { found: 'one', ticket: first } : { found: 'many', tickets, total };
}

/** Whose tickets are meant where none is named: the chat's, else the person's. */
function scopeOf(turn: Turn): TicketFilter {
  const { chat, person, message, enterprise } = turn;
  if (chat?.kind === 'enterprise' && chat.enterpriseId) return { enterpriseId: chat.enterpriseId };
  if (chat?.kind === 'department' && chat.department) return { department: chat.department };
  if (chat?.kind === 'dispatch' || chat?.kind === 'leaders') return {};
  if (message.chatType === 'group') return { sourceChatId: message.chatId };
  const department = person?.departments[0]?.department;
  if (person?.roles.includes('dispatcher') || person?.roles.includes('leader')) return {};
  if (department) return { department };
  if (person && person.commissionerOf.length > 0) return { enterpriseIds: person.commissionerOf };
  if (enterprise) return { enterpriseId: enterprise.id };
  return { reporterOpenId: message.sender.openId };
}
