import { sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import { computeSummary } from './compute-summary.ts';
import { countedPart } from './summaries.figures.ts';
import { figuresKept } from './summaries.kept-figures.ts';
import type { SummaryDeps } from './summaries.ports.ts';
import type { SpanFigures } from './summaries.span-figures.ts';
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
  const look = { marks: await marksOf(deps), directory: await directoryVersion(deps.db) };
  return remembered(deps, memory.summaries, { span, now, look }, async () => {
    const history = await historyMark(deps.db);
    const [current, before] = await figuresOf(deps, [span, spanBefore(span)], now);
    const known = { ...(current && { now: current.figures }), ...(before && { before: before.figures }) };
    const summary = await computeSummary(deps, span, now, known);
    rememberTotals(deps.db, summary, history);
    return summary;
  });
}

/** Counts, rates and durations of spans alone, remembered alike: for what compares many of them. */
export async function figuresOf(
  deps: SummaryDeps,
  spans: readonly Span[],
  now: Date,
): Promise<{ span: Span; figures: SpanFigures }[]> {
  const { figures: known } = memoryOf(deps.db);
  // The directory is no part of them.
  const look = { marks: await marksOf(deps), directory: '' };
  const found = [];
  // One after the other: the first time each reads the whole span.
  for (const span of spans) {
    const figures = await remembered(deps, known, { span, now, look }, () => figuresKept(deps, span, now));
    found.push({ span, figures });
  }
  return found;
}

/** Read before what they guard: what comes in between is seen as new the next time. */
async function marksOf({ db, questions }: SummaryDeps): Promise<Marks> {
  return { history: await historyMark(db), answers: await questions.mark() };
}

function memoryOf(db: Database): Memory {
  const memory = memories.get(db) ?? { summaries: new Map(), figures: new Map() };
  memories.set(db, memory);
  return memory;
}

/** What is asked for, and what the database held when it was. */
interface Asked {
  span: Span;
  now: Date;
  look: { marks: Marks; directory: string };
}

async function remembered<Value>(
  deps: SummaryDeps,
  known: Map<string, Kept<Value>>,
  asked: Asked,
  compute: () => Promise<Value>,
): Promise<Value> {
  const { span, now, look } = asked;
  const { to } = countedPart(span, now);
  const kept = known.get(span.id);
  if (kept && (await holds(deps, kept, to, asked))) {
    kept.marks = look.marks;
    return kept.value;
  }
  const value = await compute();
  known.delete(span.id);
  known.set(span.id, { value, to, asOf: now, ...look });
  const [oldest] = known.keys();
  if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
  return value;
}

async function holds<Value>(
  { db, questions }: SummaryDeps,
  kept: Kept<Value>,
  to: Date,
  { now, look }: Asked,
): Promise<boolean> {
  const sameEnd = kept.to.getTime() === to.getTime();
  const age = now.getTime() - kept.asOf.getTime();
  if (!sameEnd && (age < 0 || age >= FRESH_MS)) return false;
  if (kept.directory !== look.directory) return false;
  const { history, answers } = kept.marks;
  return (
    (history === look.marks.history || !(await historyAdded(db, history, to))) &&
    (answers === look.marks.answers || !(await questions.addedSince(answers, to)))
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
