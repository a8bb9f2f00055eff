import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { DAY_MS } from '#shared/beijing.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import type { HistoryEntry } from '#tickets/tickets.tables.ts';
import { rules } from '#tickets/tickets.test-builders.ts';
import { computeSummary } from './compute-summary.ts';
import { ticketsOf } from './summaries.drill-down.ts';
import { spreadOf } from './summaries.figures.ts';
import type { SummaryDeps } from './summaries.ports.ts';
import { figuresWithRefs } from './summaries.refs.ts';
import { monthAt, weekAt } from './summaries.spans.ts';
import { noQuestions } from './summaries.test-builders.ts';
import { COMMISSIONERS, plans, START, writeDirectory, writeHistories } from './summaries.test-histories.ts';
import { recount } from './summaries.test-recount.ts';
import { COUNT_KEYS, type Span, type Summary } from './summaries.types.ts';

const RUNS = Number(process.env.RECOUNT_RUNS || 25);
// A busy machine is no failure.
vi.setConfig({ testTimeout: 600_000 + RUNS * 10_000 });

/** What a summary says, against the second count of the same span. */
async function compare(
  deps: SummaryDeps,
  histories: HistoryEntry[][],
  span: Span,
  now: Date,
): Promise<Summary> {
  const summary = await computeSummary(deps, span, now);
  const second = recount(histories, span, now, { calendar: rules.calendar, commissioners: COMMISSIONERS });
  const figures = figuresWithRefs(summary);
  const said = figures.filter(({ value }) => value > 0).map(({ ref, value }) => [ref, value]);
  const counted = [...second.sets].map(([ref, ids]) => [ref, ids.size]);
  expect(Object.fromEntries(said)).toEqual(Object.fromEntries(counted));
  for (const { ref, value } of figures) {
    const page = await ticketsOf(deps, span, ref, { now, limit: 1_000 });
    expect(page.total, ref).toBe(value);
    const ids = [...(second.sets.get(ref) ?? [])].sort();
    expect(page.lines.map(({ id }) => id).sort(), ref).toEqual(ids);
    // What was missed and what is newest is found apart: a page of it is the beginning of the whole.
    if (ref === 'response' || ref === 'onTime' || /(^|\/)logged$/.test(ref)) {
      const { lines } = await ticketsOf(deps, span, ref, { now, limit: 2 });
      expect(lines, ref).toEqual(page.lines.slice(0, 2));
    }
  }
  const spread = (hours: number[]) => spreadOf(hours.map((one) => Math.round(one * 3_600_000)));
  expect(summary.durations.sign.now).toEqual(spread(second.signHours));
  expect(summary.durations.resolve.now).toEqual(spread(second.resolveHours));
  for (const rows of Object.values(summary.groups)) {
    for (const key of COUNT_KEYS) {
      expect(rows.reduce((sum, row) => sum + row.counts[key], 0)).toBe(summary.counts[key].now);
    }
  }
  return summary;
}

test('every figure, and every list behind one, is what a plain second count has, on random histories', async () => {
  const db = await temporaryDatabase();
  await writeDirectory(db);
  const deps: SummaryDeps = { db, rules, questions: noQuestions };
  const reached = new Set<string>();
  await fc.assert(
    fc.asyncProperty(plans, fc.integer({ min: 0, max: 62 * 1440 }), async (list, minute) => {
      const histories = await writeHistories(db, list);
      const moment = new Date(START.getTime() + minute * 60_000);
      const later = new Date(moment.getTime() + 40 * DAY_MS);
      const over = await compare(deps, histories, weekAt(moment), later);
      await compare(deps, histories, weekAt(moment), moment);
      const month = await compare(deps, histories, monthAt(moment), later);
      for (const summary of [over, month]) {
        for (const { ref, value } of figuresWithRefs(summary))
          if (value > 0) reached.add(ref.split('/')[0] ?? '');
      }
    }),
    { numRuns: RUNS },
  );
  // The histories were lively: every kind of figure counted something.
  for (const kind of ['response.done', 'onTime.done', 'solved.done', 'satisfied.done', 'signed', 'overdue']) {
    expect(reached).toContain(kind);
  }
  for (const kind of ['age', 'day', 'trouble', 'repeated', 'commissioner']) expect(reached).toContain(kind);
});
