import { eq } from 'drizzle-orm';
import { addDays, beijingDay } from '#shared/beijing.ts';
import type { WorkCalendar } from '#tickets/tickets.calendar.ts';
import type { SummaryDeps } from './summaries.ports.ts';
import { type SpanFigures, spanFigures } from './summaries.span-figures.ts';
import { keptFigures } from './summaries.tables.ts';
import { historyAdded, historyMark } from './summaries.totals.ts';
import type { Span } from './summaries.types.ts';

/** Another number where what the figures mean has changed: what was kept before is counted anew. */
const VERSION = 1;
/** Working hours of a ticket are counted back to its logging, seldom longer ago than this. */
const DAYS_BACK = 731;

/**
 * Counts, rates and durations of a span. Of one that is over they are kept in the database, and taken from there as
 * long as no entry of a time before its end was added and its working days are still the same: so also after a restart
 * and in another process they are counted once.
 */
export async function figuresKept(deps: SummaryDeps, span: Span, now: Date): Promise<SpanFigures> {
  if (span.to > now) return spanFigures(deps, span, now);
  const { db, rules, questions } = deps;
  const basis = basisOf(rules.calendar, span);
  // Read before what it guards: what comes in between is seen as new the next time.
  const mark = await historyMark(db);
  const [kept] = await db.select().from(keptFigures).where(eq(keptFigures.id, span.id)).limit(1);
  const current = kept?.basis === basis && kept.mark <= mark;
  if (kept && current && (kept.mark === mark || !(await historyAdded(db, kept.mark, span.to)))) {
    if (kept.mark !== mark) await db.update(keptFigures).set({ mark }).where(eq(keptFigures.id, span.id));
    return { ...kept.data, questions: await questions.count(span) };
  }
  const { questions: asked, ...data } = await spanFigures(deps, span, now);
  const row = { mark, basis, data };
  await db
    .insert(keptFigures)
    .values({ id: span.id, ...row })
    .onConflictDoUpdate({ target: keptFigures.id, set: row });
  return { ...data, questions: asked };
}

/** All that figures rest on beside the history: what they mean, and which days were worked on other than usual. */
function basisOf(calendar: WorkCalendar, span: Span): string {
  const unusual: string[] = [];
  const last = beijingDay(span.to);
  for (let day = addDays(last, -DAYS_BACK); day <= last; day = addDays(day, 1)) {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    if (calendar.isWorkday(day) !== (weekday > 0 && weekday < 6)) unusual.push(day);
  }
  return [VERSION, ...unusual].join(' ');
}
