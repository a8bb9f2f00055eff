import { sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import type { Range } from '#tickets/tickets.counts.ts';
import { figuresWithRefs } from './summaries.refs.ts';
import type { FigureRef, Span, Summary } from './summaries.types.ts';

/** So many spans are remembered. */
const REMEMBERED = 40;

interface Totals {
  history: number;
  figures: ReadonlyMap<FigureRef, number>;
}

const memories = new WeakMap<Database, Map<string, Totals>>();

/**
 * Remembers what each figure of a span that is over counts, so that a list behind one need not be counted again.
 * @param history the mark of the history that was read before the summary was computed
 */
export function rememberTotals(db: Database, summary: Summary, history: number): void {
  const { span, asOf } = summary;
  if (asOf < span.to) return;
  const memory = memories.get(db) ?? new Map<string, Totals>();
  memories.set(db, memory);
  memory.delete(span.id);
  memory.set(span.id, {
    history,
    figures: new Map(figuresWithRefs(summary).map((one) => [one.ref, one.value])),
  });
  const [oldest] = memory.keys();
  if (memory.size > REMEMBERED && oldest !== undefined) memory.delete(oldest);
}

/** What a figure counts, where that is remembered and nothing of its time was added since; else undefined. */
export async function knownTotal(
  db: Database,
  span: Span,
  ref: FigureRef,
  { to }: Range,
): Promise<number | undefined> {
  const known = memories.get(db)?.get(span.id);
  if (!known || to < span.to) return undefined;
  return (await historyAdded(db, known.history, to)) ? undefined : known.figures.get(ref);
}

/** Grows with every entry of the history. */
export async function historyMark(db: Database): Promise<number> {
  const [row] = await db.all<{ mark: number | null }>(sql`select max(rowid) as mark from ticket_history`);
  return row?.mark ?? 0;
}

/** Whether an entry of a time before `to` was added since a mark. */
export async function historyAdded(db: Database, mark: number, to: Date): Promise<boolean> {
  const added = await db.all(
    sql`select 1 from ticket_history where rowid > ${mark} and +at < ${to.getTime()} limit 1`,
  );
  return added.length > 0;
}

/** The earliest time of the entries that were added since a mark; null where there are none. */
export async function earliestAdded(db: Database, mark: number): Promise<Date | null> {
  const [row] = await db.all<{ at: number | null }>(
    sql`select min(+at) as at from ticket_history where rowid > ${mark}`,
  );
  return row?.at == null ? null : new Date(row.at);
}
