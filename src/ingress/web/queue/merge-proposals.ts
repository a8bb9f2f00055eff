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

interface Candidate {
  rowid: number;
  place: string;
  category: string;
  enterprise: string;
}

/** What the dispatcher might merge, the largest first. */
export async function mergeProposals(db: Database, now: Date): Promise<MergeProposal[]> {
  // All of it stands in the index of the open tickets; the rows that are shown are read after that.
  const candidates = await db.all<Candidate>(sql`
    select rowid, coalesce(park, town) as place, category, enterprise_name as enterprise
    from tickets indexed by tickets_live
    where ${sql.raw(LIVE_STATES)} and ${inArray(tickets.state, [...OPEN_STATES])}
      and created_at >= ${now.getTime() - WINDOW_MS} and coalesce(park, town) is not null
    order by created_at`);
  const groups = alike(candidates)
    .map((group) => ({ group, enterprises: new Set(group.map(({ enterprise }) => enterprise)).size }))
    .filter(({ enterprises }) => enterprises >= FEWEST_ENTERPRISES)
    .sort((a, b) => b.enterprises - a.enterprises)
    .slice(0, MOST_PROPOSALS);
  const shown = groups.map(({ group }) => group.slice(0, MOST_TICKETS).map(({ rowid }) => rowid));
  const rows = await rowsOf(db, shown.flat());
  return groups.flatMap(({ group: [first], enterprises }, index) => {
    const proposed = (shown[index] ?? []).flatMap((rowid) => rows.get(rowid) ?? []);
    return first ? [{ place: first.place, category: first.category, enterprises, tickets: proposed }] : [];
  });
}

async function rowsOf(db: Database, rowids: readonly number[]): Promise<Map<number, Ticket>> {
  const rowid = sql<number>`${tickets}.rowid`;
  const rows = await db
    .select({ rowid, ticket: getTableColumns(tickets) })
    .from(tickets)
    .where(sql`${rowid} in (select value from json_each(${JSON.stringify(rowids)}))`);
  return new Map(rows.map((row) => [row.rowid, row.ticket]));
}

/** In the order in which each first came. */
function alike(candidates: readonly Candidate[]): Candidate[][] {
  const groups = new Map<string, Candidate[]>();
  for (const one of candidates) {
    const key = `${one.category} ${one.place}`;
    const group = groups.get(key) ?? [];
    group.push(one);
    groups.set(key, group);
  }
  return [...groups.values()];
}
