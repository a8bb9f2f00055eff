import { and, asc, desc, eq, gte, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import { DAY_MS } from '#shared/beijing.ts';
import { type Ticket, tickets } from '#tickets/tickets.tables.ts';
import { OPEN_STATES } from '#tickets/tickets.types.ts';

/** Problems that may be one: of one category, from several enterprises of one park or town, at about the same time. */
export interface MergeProposal {
  place: string;
  category: string;
  enterprises: number;
  /** Oldest first. */
  tickets: Ticket[];
}

const WINDOW_MS = 15 * DAY_MS;
const FEWEST_ENTERPRISES = 3;
const MOST_PROPOSALS = 10;
const MOST_TICKETS = 10;

/** What the dispatcher might merge, the largest first. */
export async function mergeProposals(db: Database, now: Date): Promise<MergeProposal[]> {
  const place = sql<string>`coalesce(${tickets.park}, ${tickets.town})`;
  const recent = and(
    inArray(tickets.state, [...OPEN_STATES]),
    gte(tickets.createdAt, new Date(now.getTime() - WINDOW_MS)),
    isNotNull(place),
  );
  const enterprises = sql<number>`count(distinct ${tickets.enterpriseName})`;
  const groups = await db
    .select({ place, category: tickets.category, enterprises })
    .from(tickets)
    .where(recent)
    .groupBy(place, tickets.category)
    .having(gte(enterprises, FEWEST_ENTERPRISES))
    .orderBy(desc(enterprises))
    .limit(MOST_PROPOSALS);
  return Promise.all(
    groups.map(async (group) => ({
      ...group,
      tickets: await db
        .select()
        .from(tickets)
        .where(and(recent, eq(tickets.category, group.category), sql`${place} = ${group.place}`))
        .orderBy(asc(tickets.createdAt))
        .limit(MOST_TICKETS),
    })),
  );
}
