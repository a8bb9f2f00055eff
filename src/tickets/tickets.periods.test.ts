import { readFileSync } from 'node:fs';
import { asc, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { Database } from '#database/database.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { countRows } from './tickets.counts.ts';
import { getTicket } from './tickets.store.ts';
import { ticketHistory, ticketPeriods } from './tickets.tables.ts';
import { act, at, dataWith, dispatcher, enterprise, handler, open } from './tickets.test-builders.ts';

/** The one statement of a migration that begins so. */
function statementOf(migration: string, beginning: string): string {
  const file = new URL(`../database/migrations/${migration}.sql`, import.meta.url);
  const statements = readFileSync(file, 'utf8').split('--> statement-breakpoint');
  const found = statements.find((statement) =>
    statement
      .replace(/^\s*--.*$/gm, '')
      .trim()
      .startsWith(beginning),
  );
  if (found === undefined) throw new Error(`${migration} has no ${beginning}`);
  return found;
}

/** The columns that the table had when it was filled out of the history. */
const FIRST_COLUMNS = `ticket_id, seq, action, first, from_at, until_at, state, category, department, due_at,
  assigned_at, satisfaction, created_at, enterprise, place, tier`;

async function aBusyTicket(db: Database) {
  const ticket = await open(db, { data: dataWith({ lead: null }), now: at('2026-11-16T10:00') });
  const input = { department: '区经济信息委', category: 'land' };
  await act(db, ticket, 'dispatch', { actor: dispatcher, input, now: at('2026-11-16T11:00') });
  await act(db, ticket, 'accept', { now: at('2026-11-16T15:00') });
  await act(db, ticket, 'progress', { input: { note: '正在协调' }, now: at('2026-11-17T10:00') });
  await act(db, ticket, 'ask_enterprise', { input: { note: '请补图' }, now: at('2026-11-17T11:00') });
  await act(db, ticket, 'answer_department', {
    ...{ actor: enterprise, input: { note: '已补' }, now: at('2026-11-18T11:00') },
  });
  await act(db, ticket, 'resolve', { input: { note: '已办' }, now: at('2026-11-19T11:00') });
  const rating = { note: '没有解决', satisfaction: 'dissatisfied' };
  await act(db, ticket, 'confirm', { actor: enterprise, input: rating, now: at('2026-11-20T11:00') });
  return ticket;
}

test('each period tells how the ticket stood, without gap or overlap', async () => {
  const db = await temporaryDatabase();
  const ticket = await aBusyTicket(db);
  const periods = await db.select().from(ticketPeriods).orderBy(asc(ticketPeriods.seq));
  expect(
    periods.map(({ action, state, department, category }) => [action, state, department, category]),
  ).toEqual([
    ['log', 'pending_dispatch', '', 'energy'],
    ['dispatch', 'assigned', '区经济信息委', 'land'],
    ['accept', 'in_progress', '区经济信息委', 'land'],
    ['ask_enterprise', 'awaiting_enterprise', '区经济信息委', 'land'],
    ['answer_department', 'in_progress', '区经济信息委', 'land'],
    ['resolve', 'resolved', '区经济信息委', 'land'],
    ['dispute', 'in_progress', '区经济信息委', 'land'],
  ]);
  for (const [index, period] of periods.entries()) {
    expect(period.untilAt).toEqual(periods[index + 1]?.fromAt ?? null);
    expect(period.first).toBe(index === 0);
  }
  expect(periods.at(-1)).toMatchObject({
    ...{ satisfaction: 'dissatisfied', place: '德感工业园', tier: 'municipal', enterprise: 'e1' },
    dueAt: (await getTicket(db, ticket.id))?.resolveDueAt,
  });
});

test('tickets from before this table get the same periods out of their history', async () => {
  const db = await temporaryDatabase();
  await aBusyTicket(db);
  const done = await open(db, { now: at('2026-11-17T10:00') });
  await act(db, done, 'accept', { now: at('2026-11-17T11:00') });
  await act(db, done, 'resolve', { input: { note: '已办' }, now: at('2026-11-18T11:00') });
  const rated = { satisfaction: 'satisfied' };
  await act(db, done, 'confirm', { actor: enterprise, input: rated, now: at('2026-11-19T11:00') });
  const again = { actor: enterprise, input: { note: '又停电' }, now: at('2026-11-20T11:00') };
  await act(db, done, 'reopen', again);
  const week = { from: at('2026-11-16T00:00'), to: at('2026-11-23T00:00') };
  const all = () =>
    db.select().from(ticketPeriods).orderBy(asc(ticketPeriods.ticketId), asc(ticketPeriods.seq));
  const kept = await all();
  const counted = await countRows(db, week);
  const filling = statementOf('0004_periods', 'INSERT INTO ticket_periods');
  await db.delete(ticketPeriods);
  await db.run(
    sql.raw(filling.replace('INSERT INTO ticket_periods', `INSERT INTO ticket_periods (${FIRST_COLUMNS})`)),
  );
  await db.run(sql.raw(statementOf('0009_periods_covering', 'UPDATE ticket_periods')));
  // What is logged and dispatched at once has a first period without length here: it counts as the other does.
  const lasting = (await all()).filter(({ fromAt, untilAt }) => untilAt === null || untilAt > fromAt);
  const bare = (rows: typeof kept) => rows.map(({ first: _first, ...row }) => row);
  expect(bare(lasting)).toEqual(bare(kept));
  expect(await countRows(db, week)).toEqual(counted);
});

test('what is handled late does not turn back the time of a history', async () => {
  const db = await temporaryDatabase();
  const ticket = await open(db, { now: at('2026-11-16T10:00') });
  await act(db, ticket, 'accept', { actor: handler, now: at('2026-11-16T15:00') });
  await act(db, ticket, 'resolve', { input: { note: '已办' }, now: at('2026-11-16T14:00') });
  const history = await db.select().from(ticketHistory).orderBy(asc(ticketHistory.seq));
  const times = history.map((entry) => entry.at.getTime());
  expect(times).toEqual([...times].sort((a, b) => a - b));
});
