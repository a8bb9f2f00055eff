import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { Database, Statement } from '#database/database.ts';
import { openClocks } from './tickets.clocks.ts';
import type { ActionCode } from './tickets.lifecycle.ts';
import { type Ticket, type TicketPeriod, ticketPeriods } from './tickets.tables.ts';

/** What a period holds fast: where one of these changes, another period begins. */
type Standing = Pick<TicketPeriod, 'state' | 'category' | 'department' | 'dueAt'>;

function standingOf(ticket: Ticket): Standing {
  const limit = openClocks(ticket).find((clock) => clock.kind === 'resolve');
  return {
    state: ticket.state,
    category: ticket.category,
    department: ticket.leadDepartment ?? '',
    dueAt: limit?.dueAt ?? null,
  };
}

function stands(a: Standing, b: Standing): boolean {
  return (
    a.state === b.state &&
    a.category === b.category &&
    a.department === b.department &&
    a.dueAt?.getTime() === b.dueAt?.getTime()
  );
}

/** The statements that keep `ticket_periods` in step with a change. */
export function periodStatements(
  db: Database,
  { before, after, action, at }: { before: Ticket | null; after: Ticket; action: ActionCode; at: Date },
): Statement[] {
  const standing = standingOf(after);
  if (before !== null && stands(standingOf(before), standing)) return [];
  const begun = db.insert(ticketPeriods).values({
    ...standing,
    ticketId: after.id,
    seq: after.version,
    action,
    first: before === null,
    fromAt: at,
    assignedAt: after.assignedAt,
    satisfaction: after.satisfaction,
    resolvedAt: action === 'resolve' ? at : lastOf(after.id, 'resolved_at'),
    closedAt: CLOSING.has(action) ? at : lastOf(after.id, 'closed_at'),
    createdAt: after.createdAt,
    enterprise: after.enterpriseId ?? after.enterpriseName,
    place: after.park ?? after.town ?? '',
    tier: after.tier ?? '',
  });
  if (before === null) return [begun];
  const ended = db
    .update(ticketPeriods)
    .set({ untilAt: at })
    .where(and(eq(ticketPeriods.ticketId, after.id), isNull(ticketPeriods.untilAt)));
  return [ended, begun];
}

const CLOSING: ReadonlySet<ActionCode> = new Set<ActionCode>(['confirm', 'default_confirm']);

/** What the ticket's newest period says; null where it has none. */
function lastOf(ticketId: string, column: 'resolved_at' | 'closed_at'): SQL {
  return sql`(select ${sql.identifier(column)} from ${ticketPeriods}
    where ticket_id = ${ticketId} order by seq desc limit 1)`;
}
