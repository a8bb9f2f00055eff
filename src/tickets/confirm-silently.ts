import { and, asc, lte, sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import { type ActResult, actOnTicket } from './act-on-ticket.ts';
import { SYSTEM, type TicketRules } from './tickets.action-rule.ts';
import { nextWorkingInstant } from './tickets.service-time.ts';
import { tickets } from './tickets.tables.ts';

/**
 * Closes what was resolved and not answered in time, at working time only: until then the enterprise can still say
 * otherwise. Each result is a batch of its own, so that one that somebody answers meanwhile does not hold up the rest.
 */
export async function confirmSilently(
  db: Database,
  { now, rules, limit = 100 }: { now: Date; rules: TicketRules; limit?: number },
): Promise<ActResult[]> {
  if (nextWorkingInstant(rules.calendar, now).getTime() !== now.getTime()) return [];
  const due = await db
    .select({ id: tickets.id })
    .from(tickets)
    // Written out, not bound: SQLite uses a partial index only for a condition that it can read.
    .where(and(sql`state = 'resolved'`, lte(tickets.confirmDueAt, now)))
    .orderBy(asc(tickets.confirmDueAt))
    .limit(limit);
  return Promise.all(
    due.map(({ id }) =>
      actOnTicket(db, { ticketId: id, action: 'default_confirm', actor: SYSTEM, now, rules }),
    ),
  );
}
