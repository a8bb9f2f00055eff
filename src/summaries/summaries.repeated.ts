import { type SQL, sql } from 'drizzle-orm';
import { DAY_MS } from '#shared/beijing.ts';
import { summaryTexts } from '#texts/summaries.zh-CN.ts';
import { createGroups, numbersOf, packedColumns, readColumns } from '#tickets/tickets.columns.ts';
import { nameOf } from './summaries.figures.ts';
import type { SummaryDeps } from './summaries.ports.ts';
import {
  type FigureContext,
  latelyLogged,
  latelyLoggedParts,
  loggedAndStanding,
} from './summaries.queries.ts';
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
  const alike = await alikeIn(deps, context);
  return [
    ...(await described(deps, 'place', byPlace(alike), loggedAndStanding, context)),
    ...(await described(deps, 'enterprise', byEnterprise(alike), latelyLogged, context)),
  ];
}

/** Tickets of one enterprise, category and place. */
interface Alike {
  enterprise: string;
  category: string;
  place: string;
  total: number;
  /** Of them those that were logged in this span. */
  recent: number;
}

/** Grouped once, for tickets are many; both kinds are made of these groups. */
async function alikeIn({ db }: SummaryDeps, context: FigureContext): Promise<Alike[]> {
  const columns = packedColumns({
    ...{ enterprise: sql.raw('enterprise'), category: sql.raw('category'), place: sql.raw('place') },
    recent: sql`created_at >= ${context.range.from.getTime()}`,
  });
  const parts = latelyLoggedParts(context).map((part) => sql`select ${columns} from (${part})`);
  const groups = createGroups<Alike>(([enterprise = '', category = '', place = '']) => ({
    ...{ enterprise, category, place, total: 0, recent: 0 },
  }));
  for (const part of await readColumns<'enterprise' | 'category' | 'place' | 'recent'>(db, parts)) {
    const recent = numbersOf(part.recent);
    groups.each([part.enterprise, part.category, part.place], (group, row) => {
      group.total += 1;
      group.recent += recent[row] ?? 0;
    });
  }
  return groups.all();
}

function byPlace(alike: readonly Alike[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { place, category, recent } of alike) {
    if (recent === 0 || place === '') continue;
    const group = groupOf(groups, { key: place, category, enterprises: 0, total: 0 });
    group.enterprises += 1;
    group.total += recent;
  }
  return greatest([...groups.values()].filter(({ enterprises }) => enterprises > 1));
}

function byEnterprise(alike: readonly Alike[]): Group[] {
  const groups = new Map<string, Group>();
  const lately = new Set<Group>();
  for (const { enterprise, category, total, recent } of alike) {
    const group = groupOf(groups, { key: enterprise, category, enterprises: 1, total: 0 });
    group.total += total;
    if (recent > 0) lately.add(group);
  }
  return greatest([...lately].filter(({ total }) => total > 1));
}

function groupOf(groups: Map<string, Group>, fresh: Group): Group {
  const name = nameOfGroup(fresh);
  const group = groups.get(name) ?? fresh;
  groups.set(name, group);
  return group;
}

/** Those that are named: of the most enterprises, then of the most tickets. */
function greatest(groups: Group[]): Group[] {
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return groups
    .sort(
      (a, b) =>
        b.enterprises - a.enterprises ||
        b.total - a.total ||
        order(a.key, b.key) ||
        order(a.category, b.category),
    )
    .slice(0, NAMED);
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
