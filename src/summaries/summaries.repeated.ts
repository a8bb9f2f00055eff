import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { summaryTexts } from '#texts/summaries.zh-CN.ts';
import { nameOf } from './summaries.figures.ts';
import type { SummaryDeps } from './summaries.ports.ts';
import { type FigureContext, latelyLogged, loggedAndStanding } from './summaries.queries.ts';
import type { Repeated } from './summaries.types.ts';

/** So many of each kind are named, and so many tickets of each. */
const NAMED = 20;

const loggedSchema = z.array(z.tuple([z.number(), z.string()]));

interface Row {
  key: string;
  category: string;
  enterprises: number;
  total: number;
  logged: string;
}

/**
 * The same enterprise and category again, with at least one of its tickets logged in this span and the others since the
 * beginning of the span before; and the same category from several enterprises of one place within the span.
 */
export async function repeatedIn(deps: SummaryDeps, context: FigureContext): Promise<Repeated[]> {
  const { db } = deps;
  const list = sql.raw('json_group_array(json_array(created_at, ticket_id)) as logged');
  const byEnterprise = await db.all<Row>(sql`
    select enterprise as key, category, 1 as enterprises, count(*) as total, ${list}
    from (${latelyLogged(context)}) group by enterprise, category
    having total > 1 and max(created_at) >= ${context.range.from.getTime()}
    order by total desc, enterprise, category limit ${NAMED}`);
  const byPlace = await db.all<Row>(sql`
    select place as key, category, count(distinct enterprise) as enterprises, count(*) as total, ${list}
    from (${loggedAndStanding(context)}) where place <> '' group by place, category
    having enterprises > 1 order by enterprises desc, total desc, place, category limit ${NAMED}`);
  const rows = [
    ...byPlace.map((row) => ({ ...row, kind: 'place' as const })),
    ...byEnterprise.map((row) => ({ ...row, kind: 'enterprise' as const })),
  ].map((row) => ({ ...row, ids: newestOf(row.logged) }));
  const known = await ticketNames(
    deps,
    rows.flatMap(({ ids }) => ids),
  );
  const names = { ...summaryTexts, categories: deps.rules.categories };
  return rows.map(({ kind, key, category, enterprises, total, ids }) => {
    const tickets = ids.flatMap((id) => known.get(id) ?? []);
    return {
      kind,
      name: kind === 'place' ? key : (tickets[0]?.enterprise ?? key),
      category: nameOf('category', category, names),
      ...{ enterprises, total, ref: `repeated/${kind}/${key}/${category}` },
      tickets: tickets.map(({ id, number }) => ({ id, number })),
    };
  });
}

function newestOf(logged: string): string[] {
  return loggedSchema
    .parse(JSON.parse(logged))
    .sort(([a, left], [b, right]) => b - a || (left < right ? -1 : 1))
    .slice(0, NAMED)
    .map(([, id]) => id);
}

async function ticketNames({ db }: SummaryDeps, ids: readonly string[]) {
  const rows = await db.all<{ id: string; number: string; enterprise: string }>(sql`
    select t.id, t.number, t.enterprise_name as enterprise
    from json_each(${JSON.stringify(ids)}) wanted join tickets t on t.id = wanted.value`);
  return new Map(rows.map((row) => [row.id, row]));
}
