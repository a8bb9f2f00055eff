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
/** Before it there are neither tickets nor official days. */
const FIRST_DAY = '2000-01-01';

/**
 * Counts, rates and durations of a span. Of one that is over they are kept in the database, and taken from there as
 * long as no entry of a time before its end was added and its working days are still the same: so also after a restart
 * and in another process they are counted once.
 */
export async function figuresKept(deps: SummaryDeps, span: Span, now: Date): Promise<SpanFigures> {
  if (span.to > now) return spanFigures(deps, span, now);
  const { db, rules, questions } = deps;
  const basis = await basisOf(rules.calendar, span);
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

const bases = new WeakMap<WorkCalendar, Map<string, Promise<string>>>();

/**
 * All that figures of a span rest on beside the history: what they mean, and which days up to its end are worked on other
 * than usual, as far back as any, for a ticket's hours are counted from its logging. Another text: count anew.
 */
export function basisOf(calendar: WorkCalendar, span: Span): Promise<string> {
  const known = bases.get(calendar) ?? new Map<string, Promise<string>>();
  bases.set(calendar, known);
  const last = beijingDay(span.to);
  const basis = known.get(last) ?? digestOf(`${VERSION} ${unusualDays(calendar, last).join(' ')}`);
  known.set(last, basis);
  return basis;
}

const unusual = new WeakMap<WorkCalendar, { days: string[]; upTo: string }>();

/** Asked once for each day: there are ten thousand of them, and spans go back half a year one after the other. */
function unusualDays(calendar: WorkCalendar, last: string): string[] {
  const known = unusual.get(calendar) ?? { days: [], upTo: addDays(FIRST_DAY, -1) };
  unusual.set(calendar, known);
  for (let day = addDays(known.upTo, 1); day <= last; day = addDays(day, 1)) {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    if (calendar.isWorkday(day) !== (weekday > 0 && weekday < 6)) known.days.push(day);
    known.upTo = day;
  }
  return known.days.filter((day) => day <= last);
}

async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
