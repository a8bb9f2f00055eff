import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { DAY_MS } from '#shared/beijing.ts';
import type { Range } from '#tickets/tickets.counts.ts';
import type { SummaryDeps } from './summaries.ports.ts';
import type { CommissionerLine } from './summaries.types.ts';

/** So long without a word, and an enterprise is quiet. */
export const QUIET_DAYS = 30;

const servedSchema = z.array(z.tuple([z.string(), z.string()]));

/**
 * The commissioners as the directory has them now, with the enterprises they serve, the tickets they logged in the span
 * and the enterprises that were quiet at its end. The most enterprises first.
 */
export async function commissionersOf(deps: SummaryDeps, range: Range): Promise<CommissionerLine[]> {
  const rows = await deps.db.all<{ open_id: string; name: string; served: string; logged: number }>(sql`
    select p.open_id, p.name, json_group_array(json_array(e.id, e.name)) as served, (
      select count(*) from tickets t where t.reporter_open_id = p.open_id
        and t.created_at >= ${range.from.getTime()} and t.created_at < ${range.to.getTime()}) as logged
    from enterprise_members m
    join enterprises e on e.id = m.enterprise_id and e.active = 1
    join people p on p.open_id = m.open_id and p.active = 1
    where m.role = 'commissioner' group by p.open_id`);
  const lines = rows.map((row) => ({ ...row, served: servedSchema.parse(JSON.parse(row.served)) }));
  const quiet = await quietAmong(
    deps,
    lines.flatMap(({ served }) => served.map(([id]) => id)),
    { from: new Date(range.to.getTime() - QUIET_DAYS * DAY_MS), to: range.to },
  );
  return lines
    .map(({ open_id, name, served, logged }) => ({
      ...{ openId: open_id, name, enterprises: served.length, logged },
      quiet: served
        .filter(([id]) => quiet.has(id))
        .map(([, called]) => called)
        .sort(),
    }))
    .sort((a, b) => b.enterprises - a.enterprises || (a.openId < b.openId ? -1 : 1));
}

/**
 * The enterprises without contact in a range: no ticket logged for them, no question asked, nothing done on one of their
 * tickets by their contacts or commissioners.
 */
async function quietAmong(deps: SummaryDeps, ids: readonly string[], range: Range): Promise<Set<string>> {
  const [from, to] = [range.from.getTime(), range.to.getTime()];
  const asked = new Set(await deps.questions.askedBy(range));
  const silent = [...new Set(ids)].filter((id) => !asked.has(id));
  const rows = await deps.db.all<{ id: string }>(sql`
    select e.value as id from json_each(${JSON.stringify(silent)}) e
    where not exists (select 1 from tickets t where t.enterprise_id = e.value
        and t.created_at >= ${from} and t.created_at < ${to})
      and not exists (select 1 from enterprise_members m
        join ticket_history h on h.actor_open_id = m.open_id and h.at >= ${from} and h.at < ${to}
        join tickets t on t.id = h.ticket_id
        where m.enterprise_id = e.value and t.enterprise_id = e.value)`);
  return new Set(rows.map((row) => row.id));
}
