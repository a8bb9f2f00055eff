import { inArray, sql } from 'drizzle-orm';
import type { Clock } from '#shared/clock.ts';
import { errorCode } from '#shared/errors.ts';
import type { Logger } from '#shared/log.ts';
import { basisOf, figuresKept } from './summaries.kept-figures.ts';
import type { SummaryDeps } from './summaries.ports.ts';
import { monthAt, spanBefore, weekAt } from './summaries.spans.ts';
import { keptFigures } from './summaries.tables.ts';
import { earliestAdded, historyMark } from './summaries.totals.ts';
import type { Span } from './summaries.types.ts';

/** What people look at: half a year of weeks and a year of months, each beside the one before. */
const WEEKS = 27;
const MONTHS = 13;

export interface KeeperNeeds extends Omit<SummaryDeps, 'giveWay'> {
  clock: Clock;
  logger: Logger;
  /** Resolves when others have had time enough: awaited before every query. */
  pause(): Promise<void>;
}

export interface FiguresKeeper {
  /** Counts what is lacking, one span after the other; never rejects. A call while one runs does nothing. */
  run(): Promise<void>;
  /** Breaks off what is being counted, and resolves when nothing is. */
  stop(): Promise<void>;
}

/**
 * Counts the figures of spans that are over before somebody asks for them: at start those that were never counted, then
 * each soon after its end, and again where an entry of its time came in late or the calendar has changed.
 */
export function createFiguresKeeper(needs: KeeperNeeds): FiguresKeeper {
  const { db, rules, clock, logger, pause } = needs;
  let running: Promise<void> | null = null;
  let stopped = false;
  /** Up to this entry of the history, all that is kept has been looked at. */
  let checked: number | null = null;

  const giveWay = async () => {
    await pause();
    if (stopped) throw new BrokenOff();
  };
  const deps: SummaryDeps = { db, rules, questions: needs.questions, giveWay };

  async function fill(): Promise<void> {
    const now = clock.now();
    const mark = await historyMark(db);
    for (const span of await lacking(now, mark)) {
      await giveWay();
      await figuresKept(deps, span, now);
      logger.debug('summary.kept', { span: span.id });
    }
    checked = mark;
  }

  async function lacking(now: Date, newest: number): Promise<Span[]> {
    const [first] = await db.all<{ at: number | null }>(sql`select min(at) as at from ticket_history`);
    const begun = first?.at ?? Number.POSITIVE_INFINITY;
    const spans = lastSpans(now).filter((span) => span.to.getTime() > begun);
    if (spans.length === 0) return [];
    const { id, mark, basis } = keptFigures;
    const rows = await db
      .select({ id, mark, basis })
      .from(keptFigures)
      .where(
        inArray(
          id,
          spans.map((span) => span.id),
        ),
      );
    const since = checked ?? rows.reduce((min, row) => Math.min(min, row.mark), Number.MAX_SAFE_INTEGER);
    const added = await earliestAdded(db, since);
    // A mark beyond the newest entry is of a database that was since put back to an older state.
    const bases = new Map(rows.filter((row) => row.mark <= newest).map((row) => [row.id, row.basis]));
    const found: Span[] = [];
    for (const span of spans) {
      const late = added !== null && added < span.to;
      if (late || bases.get(span.id) !== (await basisOf(rules.calendar, span))) found.push(span);
    }
    return found;
  }

  return {
    run: () => {
      if (stopped) return Promise.resolve();
      running ??= fill()
        .catch((error: unknown) => {
          if (!(error instanceof BrokenOff)) logger.error('summary.keep', { code: errorCode(error) });
        })
        .finally(() => {
          running = null;
        });
      return running;
    },
    stop: async () => {
      stopped = true;
      await running;
    },
  };
}

/** Ends a count that nobody waits for any more. */
class BrokenOff extends Error {}

/** The spans whose figures are kept ready, the latest first. */
export function lastSpans(now: Date): Span[] {
  const spans: Span[] = [];
  for (const [current, count] of [
    [weekAt(now), WEEKS],
    [monthAt(now), MONTHS],
  ] as const) {
    let span = current;
    for (let i = 0; i < count; i++) {
      span = spanBefore(span);
      spans.push(span);
    }
  }
  return spans.sort((a, b) => b.to.getTime() - a.to.getTime());
}
