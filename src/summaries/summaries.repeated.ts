import { type SQL, sql } from 'drizzle-orm';
import { DAY_MS } from '#shared/beijing.ts';
import { summaryTexts } from '#texts/summaries.zh-CN.ts';
import { nameOf } from './summaries.figures.ts';
import type { SummaryDeps } from './summaries.ports.ts';
import { type FigureContext, latelyLogged, loggedAndStanding } from './summaries.queries.ts';
import type { Repeated } from './summaries.types.ts';

/** So many of each kind are named, and so many tickets of each. */
const NAMED = 20;

interface Group {
  key: string;
  category: string;
  enterprises: number;
  total: number;
}

/**
 * The same enterprise and category again, with at least one of its tickets logged in this span and the others since the
 * beginning of the span before; and the same category from several enterprises of one place within the span.
 */
export async function repeatedIn(deps: SummaryDeps, context: FigureContext): Promise<Repeated[]> {
  const { db } = deps;
  // Grouped once, for tickets are many; both kinds are made of these groups.
  const rows = await db.all<Group & { kind: Repeated['kind'] }>(sql`
    with alike as materialized (
      select enterprise, category, place, count(*) as total, sum(created_at >= ${context.range.from.getTime()}) as recent
      from (${latelyLogged(context)}) group by enterprise, category, place)
    select * from (
      select 'place' as kind, place as key, category, count(*) as enterprises, sum(recent) as total
      from alike where recent > 0 and place <> '' group by place, category having count(*) > 1
      order by enterprises desc, total desc, place, category limit ${NAMED})
    union all select * from (
      select 'enterprise' as kind, enterprise as key, category, 1 as enterprises, sum(total) as total
      from alike group by enterprise, category having sum(alike.total) > 1 and sum(recent) > 0
      order by sum(alike.total) desc, enterprise, category limit ${NAMED})`);
  const [byPlace, byEnterprise] = (['place', 'enterprise'] as const).map((kind) =>
    rows.filter((row) => row.kind === kind),
  );
  return [
    ...(await described(deps, 'place', byPlace ?? [], loggedAndStanding, context)),
    ...(await described(deps, 'enterprise', byEnterprise ?? [], latelyLogged, context)),
  ];
}

/** Where many report, the newest tickets of a place are among those of its last days. */
const LAST_DAYS_MS = 3 * DAY_MS;

/** The groups with their newest tickets: looked up for those that are named alone, for there are thousands of others. */
async function described(
  deps: SummaryDeps,
  kind: Repeated['kind'],
  groups: readonly Group[],
  logged: (context: FigureContext) => SQL,
  context: FigureContext,
): Promise<Repeated[]> {
  const { rules } = deps;
  const { from, to } = context.range;
  const since = new Date(Math.max(from.getTime(), to.getTime() - LAST_DAYS_MS));
  const last = { ...context, range: { from: since, to }, beforeFrom: since };
  const enough = (found: readonly Named[]) =>
    found.length === groups.reduce((sum, { total }) => sum + Math.min(total, NAMED), 0);
  let rows = kind === 'place' ? await newestOf(deps, kind, groups, logged(last)) : [];
  if (!enough(rows)) rows = await newestOf(deps, kind, groups, logged(context));
  const names = { ...summaryTexts, categories: rules.categories };
  return groups.map((group) => {
    const tickets = rows.filter((row) => nameOfGroup(row) === nameOfGroup(group));
    return {
      kind,
      name: kind === 'place' ? group.key : (tickets[0]?.enterprise ?? group.key),
      category: nameOf('category', group.category, names),
      ...{ enterprises: group.enterprises, total: group.total },
      ref: `repeated/${kind}/${group.key}/${group.category}`,
      tickets: tickets.map(({ id, number }) => ({ id, number })),
    };
  });
}

interface Named {
  key: string;
  category: string;
  id: string;
  number: string;
  enterprise: string;
}

/** The newest of each group among what was logged. */
async function newestOf(
  { db }: SummaryDeps,
  kind: Repeated['kind'],
  groups: readonly Group[],
  logged: SQL,
): Promise<Named[]> {
  const key = sql.identifier(kind);
  return db.all<Named>(sql`
    select newest.key, newest.category, t.id, t.number, t.enterprise_name as enterprise from (
      select ${key} as key, category, ticket_id, row_number() over (
        partition by ${key}, category order by created_at desc, ticket_id) as nth
      from (${logged}) where ${key} in (select value from json_each(${JSON.stringify(groups.map((group) => group.key))}))
        and ${key} || char(31) || category in (
          select value from json_each(${JSON.stringify(groups.map(nameOfGroup))}))) newest
    join tickets t on t.id = newest.ticket_id where newest.nth <= ${NAMED} order by newest.nth`);
}

function nameOfGroup({ key, category }: Pick<Group, 'key' | 'category'>): string {
  return `${key}\u001f${category}`;
}
