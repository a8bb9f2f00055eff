import { expect, test } from 'vitest';
import { runBatch } from '#database/database.ts';
import { isConstraintError } from '#shared/errors.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { confirmSilently } from '#tickets/confirm-silently.ts';
import { importLedger } from '#tickets/tickets.ledger-import.ts';
import { act, at, dataWith, enterprise, open, rules } from '#tickets/tickets.test-builders.ts';
import { computeSummary } from './compute-summary.ts';
import { summaryOf } from './summaries.cache.ts';
import { differences } from './summaries.differences.ts';
import { ticketsOf } from './summaries.drill-down.ts';
import { figuresKept } from './summaries.kept-figures.ts';
import type { SummaryDeps } from './summaries.ports.ts';
import { spanFigures } from './summaries.span-figures.ts';
import { weekAt } from './summaries.spans.ts';
import { keepSent, sentSummary } from './summaries.store.ts';
import { keptFigures } from './summaries.tables.ts';
import { noQuestions } from './summaries.test-builders.ts';

const week = weekAt(at('2026-11-18T10:00'));
const monday = at('2026-11-23T09:00');

/** A week in which one ticket was closed and one stayed open. */
async function aWeek(): Promise<SummaryDeps & { closed: Awaited<ReturnType<typeof open>> }> {
  const db = await temporaryDatabase();
  const closed = await open(db, { now: at('2026-11-16T10:00') });
  await act(db, closed, 'accept', { now: at('2026-11-16T11:00') });
  await act(db, closed, 'resolve', { now: at('2026-11-17T11:00'), input: { note: '已办' } });
  const input = { satisfaction: 'satisfied' };
  await act(db, closed, 'confirm', { actor: enterprise, now: at('2026-11-18T09:30'), input });
  await open(db, { now: at('2026-11-19T10:00'), data: dataWith({ category: 'land', urgency: 'urgent' }) });
  return { db, rules, questions: noQuestions, closed };
}

test('what was sent stays as it was sent, once for each span, and a ticket reopened later is told', async () => {
  const deps = await aWeek();
  const { db, closed } = deps;
  const summary = await computeSummary(deps, week, monday);
  expect(summary.counts).toMatchObject({
    logged: { now: 2, before: 0 },
    closed: { now: 1 },
    overdue: { now: 1 },
  });
  await runBatch(db, [keepSent(db, summary, monday)]);
  await expect(runBatch(db, [keepSent(db, { ...summary, asOf: new Date() }, new Date())])).rejects.toSatisfy(
    isConstraintError,
  );
  const sent = await sentSummary(db, week.id);
  if (!sent) throw new Error('it was kept');
  expect(await differences(deps, sent, monday)).toEqual([]);

  const reopened = at('2026-11-25T10:00');
  await act(db, closed, 'reopen', { actor: enterprise, now: reopened, input: { note: '又停电了' } });
  expect(await sentSummary(db, week.id)).toEqual({ id: week.id, sentAt: monday, data: summary });
  const later = await differences(deps, sent, at('2026-11-26T10:00'));
  expect(later.map(({ ref, kind, sent: was, now }) => [ref, kind, was, now])).toEqual([
    ['resolved', 'since', 1, 0],
    ['closed', 'since', 1, 0],
    ['solved.done', 'since', 1, 0],
    ['satisfied.done', 'since', 1, 0],
  ]);
  expect(later[1]).toMatchObject({
    title: '归档',
    why: '其后重新办理',
    tickets: [{ id: closed.id, state: '办理中' }],
  });
  // Before it was reopened there was nothing to tell.
  expect(await differences(deps, sent, at('2026-11-24T10:00'))).toEqual([]);
});

test('records of that time that come in later are told as a recount', async () => {
  const deps = await aWeek();
  const { db } = deps;
  await runBatch(db, [keepSent(db, await computeSummary(deps, week, monday), monday)]);
  const sent = await sentSummary(db, week.id);
  if (!sent) throw new Error('it was kept');
  const row = {
    enterprise: { id: 'e9', name: '重庆某某机械有限公司', park: null, town: null, tier: null },
    ...{ category: 'labor', description: '招不到焊工', urgent: false, reporter: '张三', lead: null },
    ...{ supporting: [], handler: '', loggedAt: at('2026-11-17T15:00'), assignedAt: null, signedAt: null },
    ...{ resolvedAt: null, ended: false, cancelled: false, closedAt: null, result: '', satisfaction: '' },
  };
  const { statements } = await importLedger(db, [row], { rules, now: at('2026-11-24T10:00') });
  await runBatch(db, statements);
  const found = await differences(deps, sent, at('2026-11-24T11:00'));
  expect(found.every(({ kind }) => kind === 'recounted')).toBe(true);
  expect(found).toContainEqual(expect.objectContaining({ ref: 'logged', title: '新增', sent: 2, now: 3 }));
  expect(found.map(({ title }) => title)).toContain('用工 新增');
});

test('a summary is remembered until something of its time is added', async () => {
  const deps = await aWeek();
  const { db, closed } = deps;
  const first = await summaryOf(deps, week, monday);
  expect(await summaryOf(deps, week, at('2026-11-24T09:00'))).toBe(first);
  // What happens after its end leaves it as it is.
  await act(db, closed, 'reopen', {
    actor: enterprise,
    now: at('2026-11-25T10:00'),
    input: { note: '又停电' },
  });
  expect(await summaryOf(deps, week, at('2026-11-25T11:00'))).toBe(first);
  await open(db, { now: at('2026-11-20T10:00') });
  const again = await summaryOf(deps, week, at('2026-11-25T11:00'));
  expect([first.counts.logged.now, again.counts.logged.now]).toEqual([2, 3]);
  expect(again).toEqual(await computeSummary(deps, week, at('2026-11-25T11:00')));
});

test('figures of a span that is over are kept in the database, until an entry of its time or another calendar', async () => {
  const deps = await aWeek();
  const { db, closed } = deps;
  const later = at('2026-11-25T11:00');
  const counted = await spanFigures(deps, week, later);
  expect(await figuresKept(deps, week, monday)).toEqual(counted);
  const rows = () => db.select().from(keptFigures);
  const [kept] = await rows();
  expect(kept?.id).toBe(week.id);
  // A restart: what is in the database is taken, here told by a figure that nobody would count.
  const marked = { ...counted.durations.sign, median: 99 };
  const data = { ...counted, durations: { ...counted.durations, sign: marked } };
  await db.update(keptFigures).set({ data });
  const median = async (of: SummaryDeps = deps) => (await figuresKept(of, week, later)).durations.sign.median;
  expect(await median()).toBe(99);
  // What happens after its end leaves it as it is, and is not looked through again.
  await act(db, closed, 'reopen', {
    actor: enterprise,
    now: at('2026-11-25T10:00'),
    input: { note: '又停电' },
  });
  expect(await median()).toBe(99);
  expect((await rows())[0]?.mark).toBeGreaterThan(kept?.mark ?? 0);
  // A day that turns out to be free changes working hours.
  const calendar = {
    ...rules.calendar,
    isWorkday: (day: string) => day !== '2026-11-18' && rules.calendar.isWorkday(day),
  };
  expect(await median({ ...deps, rules: { ...rules, calendar } })).not.toBe(99);
  expect(await median()).toBe(counted.durations.sign.median);
  await db.update(keptFigures).set({ data });
  await open(db, { now: at('2026-11-20T10:00') });
  expect(await figuresKept(deps, week, later)).toEqual(await spanFigures(deps, week, later));
  expect(await median()).toBe(counted.durations.sign.median);
});

test('a span that is not over is counted again after every change, and as time passes', async () => {
  const deps = await aWeek();
  const { db } = deps;
  const during = at('2026-11-19T11:00');
  const first = await summaryOf(deps, week, during);
  expect(first.counts).toMatchObject({ logged: { now: 2 }, overdue: { now: 0 } });
  expect(await summaryOf(deps, week, new Date(during.getTime() + 30_000))).toBe(first);
  await open(db, { now: at('2026-11-19T11:00') });
  expect((await summaryOf(deps, week, new Date(during.getTime() + 31_000))).counts.logged.now).toBe(3);
  // The urgent one's working day is over, though nobody did anything.
  expect((await summaryOf(deps, week, at('2026-11-21T09:00'))).counts.overdue.now).toBe(1);
});

test('a rate without a denominator counts nothing, and an unknown figure is refused in Chinese', async () => {
  const db = await temporaryDatabase();
  const deps: SummaryDeps = { db, rules, questions: noQuestions };
  const summary = await computeSummary(deps, week, monday);
  expect(summary.rates.response.now).toEqual({ numerator: 0, denominator: 0 });
  expect(summary.durations.sign.now).toEqual({ count: 0, median: null, p90: null });
  expect(summary.groups.category.map(({ key }) => key)).toEqual(['land', 'labor', 'energy']);
  expect(summary).toMatchObject({ oldest: null, overdue: [], trouble: [], repeated: [], unknownYears: [] });
  for (const ref of ['anything', 'category/land', 'age/to4', 'day/2026-13-40/logged', 'trouble/x/y']) {
    await expect(ticketsOf(deps, week, ref, { now: monday })).rejects.toThrow('没有「');
  }
});

test('silence closes, but is no answer', async () => {
  const db = await temporaryDatabase();
  const deps: SummaryDeps = { db, rules, questions: noQuestions };
  const ticket = await open(db, { now: at('2026-11-09T10:00') });
  await act(db, ticket, 'accept', { now: at('2026-11-09T11:00') });
  await act(db, ticket, 'resolve', { now: at('2026-11-10T11:00'), input: { note: '已办' } });
  for (const { statements } of await confirmSilently(db, { now: at('2026-11-18T09:00'), rules })) {
    await runBatch(db, statements);
  }
  const summary = await computeSummary(deps, week, monday);
  expect(summary.counts.closed).toEqual({ now: 1, before: 0 });
  expect(summary.rates.solved.now.denominator).toBe(0);
  expect(summary.durations.resolve).toMatchObject({
    now: { count: 0 },
    before: { count: 1, median: 8, p90: 8 },
  });
});
