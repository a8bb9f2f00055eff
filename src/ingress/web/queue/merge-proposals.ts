import { getTableColumns, inArray, sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import { DAY_MS } from '#shared/beijing.ts';
import { LIVE_STATES, type Ticket, tickets } from '#tickets/tickets.tables.ts';
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
const MOST_PROPOSALS = 6;
const MOST_TICKETS = 6;

/** What the dispatcher might merge, the largest first. */
export async function mergeProposals(db: Database, now: Date): Promise<MergeProposal[]> {
  // All of it stands in the index of the open tickets; the rows that are shown are read after that.
  const candidates = sql`select rowid, coalesce(park, town) as place, category, enterprise_name as enterprise, created_at
    from tickets indexed by tickets_live
    where ${sql.raw(LIVE_STATES)} and ${inArray(tickets.state, [...OPEN_STATES])}
      and created_at >= ${now.getTime() - WINDOW_MS} and coalesce(park, town) is not null`;
  const groups = await db.all<{ place: string; category: string; enterprises: number }>(sql`
    select place, category, count(distinct enterprise) as enterprises from (${candidates})
    group by place, category having enterprises >= ${FEWEST_ENTERPRISES}
    order by enterprises desc, min(created_at), place, category limit ${MOST_PROPOSALS}`);
  if (groups.length === 0) return [];
  const first = await db.all<{ rowid: number; place: string; category: string }>(sql`
    select rowid, place, category from (
      select rowid, place, category, row_number() over (partition by place, category order by created_at, rowid) as nth
      from (${candidates}) where place || char(31) || category in (
        select value from json_each(${JSON.stringify(groups.map(nameOf))})))
    where nth <= ${MOST_TICKETS} order by nth`);
  const rows = await rowsOf(
    db,
    first.map(({ rowid }) => rowid),
  );
  return groups.map((group) => {
    const shown = first.filter((one) => nameOf(one) === nameOf(group));
    return { ...group, tickets: shown.flatMap(({ rowid }) => rows.get(rowid) ?? []) };
  });
}

function nameOf({ place, category }: { place: string; category: string }): string {
  return `${place}\u001f${category}`;
}

async function rowsOf(db: Database, rowids: readonly number[]): Promise<Map<number, Ticket>> {
  const rowid = sql<number>`${tickets}.rowid`;
  const rows = await db
    .select({ rowid, ticket: getTableColumns(tickets) })
    .from(tickets)
    .where(sql`${rowid} in (select value from json_each(${JSON.stringify(rowids)}))`);
  return new Map(rows.map((row) => [row.rowid, row.ticket]));
}
