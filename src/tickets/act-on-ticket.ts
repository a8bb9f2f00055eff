import type { Database, Statement } from '#database/database.ts';
import { NotFound } from '#shared/errors.ts';
import { type Actor, type Notice, SYSTEM, type TicketRules } from './tickets.action-rule.ts';
import { clockStatements } from './tickets.clocks.ts';
import { laterOf } from './tickets.effects.ts';
import { type ActionCode, type Applied, applyAction, followerNotices } from './tickets.lifecycle.ts';
import { periodStatements } from './tickets.periods.ts';
import {
  followersOf,
  getTicket,
  getTicketByNumber,
  insertHistory,
  lastEntry,
  updateTicket,
} from './tickets.store.ts';
import type { HistoryEntry, Ticket } from './tickets.tables.ts';

export interface ActRequest {
  ticketId: string;
  action: ActionCode;
  actor: Actor;
  /** A form's values by field name, or `{ note }` of a command. */
  input?: Readonly<Record<string, unknown>>;
  now: Date;
  rules: TicketRules;
}

export interface ActResult {
  /** To be committed by the caller, in one batch: two at once fail on the history's key, and one reads again. */
  statements: Statement[];
  /** The action that was done: another than asked for, where the input meant another. */
  action: ActionCode;
  before: Ticket;
  after: Ticket;
  historyEntry: HistoryEntry;
  notices: Notice[];
  /** The other tickets that are concerned: the one it was merged into, those merged into it that are told. */
  alsoChanged: Ticket[];
}

/**
 * Decides one action on a ticket and hands back the rows to be written.
 * @throws NotFound, Forbidden, Conflict, InvalidInput: each with a Chinese sentence for a toast
 */
export async function actOnTicket(db: Database, request: ActRequest): Promise<ActResult> {
  const { action, actor, rules } = request;
  const input = request.input ?? {};
  const [ticket, last, followers] = await Promise.all([
    getTicket(db, request.ticketId),
    lastEntry(db, request.ticketId),
    followersOf(db, request.ticketId),
  ]);
  if (ticket === null) throw new NotFound('ticket.not_found', '没有找到这件工单');
  // What came first may be handled last: within a history time never runs back.
  const now = laterOf(request.now, ticket.updatedAt);
  const other = await otherOf(db, ticket, request);
  const context = { actor, now, rules, input, other, followers: followers.length, last };
  const applied = applyAction(ticket, { ...context, action });
  const echo = ECHOES[applied.action];
  const echoed =
    echo !== undefined && other !== null
      ? applyAction(other, { ...context, action: echo, actor: SYSTEM, input: {}, other: applied.after })
      : null;
  const beside = followers.flatMap((follower) => followerNotices(applied, follower));
  return {
    statements: [applied, ...(echoed ? [echoed] : [])].flatMap((one) => statementsOf(db, one)),
    action: applied.action,
    before: ticket,
    after: applied.after,
    historyEntry: applied.entry,
    notices: [...applied.notices, ...(echoed?.notices ?? []), ...beside],
    alsoChanged: [
      ...(echoed ? [echoed.after] : []),
      ...followers.filter((follower) => beside.some((notice) => notice.ticketId === follower.id)),
    ],
  };
}

/** What an action on one ticket is to the other that it names. */
const ECHOES: Partial<Record<ActionCode, ActionCode>> = { merge: 'absorb', split: 'release' };

/** The other ticket of an action: the one that a form names, or the one that this one was merged into. */
async function otherOf(db: Database, ticket: Ticket, { action, input }: ActRequest): Promise<Ticket | null> {
  if (action === 'split') return ticket.mergedInto === null ? null : getTicket(db, ticket.mergedInto);
  return typeof input?.target === 'string' ? getTicketByNumber(db, input.target) : null;
}

/** The rows of one change. */
export function statementsOf(db: Database, { action, before, after, entry, change }: Applied): Statement[] {
  return [
    insertHistory(db, entry),
    ...(before === null ? [] : [updateTicket(db, before, after)]),
    ...clockStatements(db, { before, after, action, at: entry.at }, change.rules),
    ...periodStatements(db, { before, after, action, at: entry.at }),
  ];
}
