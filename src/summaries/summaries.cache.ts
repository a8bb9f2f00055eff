import { sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import { computeSummary } from './compute-summary.ts';
import { countedPart } from './summaries.figures.ts';
import type { SummaryDeps } from './summaries.ports.ts';
import { type SpanFigures, spanFigures } from './summaries.span-figures.ts';
import { spanBefore } from './summaries.spans.ts';
import { historyAdded, historyMark, rememberTotals } from './summaries.totals.ts';
import type { Span, Summary } from './summaries.types.ts';

/** So many spans are remembered: half a year of weeks, each with the one before, and the months. */
const REMEMBERED = 80;
/** A span that is not over is counted anew after this time: limits run out without anybody doing anything. */
const FRESH_MS = 60_000;

interface Marks {
  history: number;
  answers: number;
}

interface Kept<Value> {
  value: Value;
  to: Date;
  asOf: Date;
  marks: Marks;
  directory: string;
}

interface Memory {
  summaries: Map<string, Kept<Summary>>;
  figures: Map<string, Kept<SpanFigures>>;
}

const memories = new WeakMap<Database, Memory>();

/**
 * The summary of a span, computed once and then remembered. It is computed anew when anything was added whose time lies
 * before the span's end, when the directory changed, and for a span that is not over after a minute.
 */
export async function summaryOf(deps: SummaryDeps, span: Span, now: Date): Promise<Summary> {
  const memory = memoryOf(deps.db);
  return remembered(deps, memory.summaries, span, now, async () => {
    const history = await historyMark(deps.db);
    const current = await figuresOf(deps, span, now);
    const before = await figuresOf(deps, spanBefore(span), now);
    const summary = await computeSummary(deps, span, now, { now: current, before });
    rememberTotals(deps.db, summary, history);
    return summary;
  });
}

/** Counts, rates and durations of a span alone, remembered alike: for what compares many spans. */
export function figuresOf(deps: SummaryDeps, span: Span, now: Date): Promise<SpanFigures> {
  return remembered(deps, memoryOf(deps.db).figures, span, now, () => spanFigures(deps, span, now));
}

function memoryOf(db: Database): Memory {
  const memory = memories.get(db) ?? { summaries: new Map(), figures: new Map() };
  memories.set(db, memory);
  return memory;
}

async function remembered<Value>(
  deps: SummaryDeps,
  known: Map<string, Kept<Value>>,
  span: Span,
  now: Date,
  compute: () => Promise<Value>,
): Promise<Value> {
  const { to } = countedPart(span, now);
  const directory = await directoryVersion(deps.db);
  // Read before what it guards: what comes in between is seen as new the next time.
  const marks = { history: await historyMark(deps.db), answers: await deps.questions.mark() };
  const kept = known.get(span.id);
  if (kept && (await holds(deps, kept, to, now, directory))) {
    kept.marks = marks;
    return kept.value;
  }
  const value = await compute();
  known.delete(span.id);
  known.set(span.id, { value, to, asOf: now, marks, directory });
  const [oldest] = known.keys();
  if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
  return value;
}

async function holds<Value>(
  deps: SummaryDeps,
  kept: Kept<Value>,
  to: Date,
  now: Date,
  directory: string,
): Promise<boolean> {
  const sameEnd = kept.to.getTime() === to.getTime();
  const age = now.getTime() - kept.asOf.getTime();
  if (!sameEnd && (age < 0 || age >= FRESH_MS)) return false;
  if (kept.directory !== directory) return false;
  return (
    !(await historyAdded(deps.db, kept.marks.history, to)) &&
    !(await deps.questions.addedSince(kept.marks.answers, to))
  );
}

/** All of the directory that a summary shows, as one text. */
async function directoryVersion(db: Database): Promise<string> {
  const [row] = await db.all<{ version: string | null }>(sql`
    select group_concat(version, '|') as version from (
      select m.enterprise_id || '/' || e.name || '/' || e.active || '/' || p.open_id || '/' || p.name || '/' || p.active
        as version
      from enterprise_members m join enterprises e on e.id = m.enterprise_id join people p on p.open_id = m.open_id)`);
  return row?.version ?? '';
}
