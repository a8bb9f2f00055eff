import { expect, test } from 'vitest';
import { type Database, runBatch } from '#database/database.ts';
import { bindChat } from '#directory/directory.store.ts';
import { people } from '#directory/directory.tables.ts';
import { outboxMessages } from '#outbox/outbox.tables.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { createCalendar } from '#tickets/tickets.calendar.ts';
import { calendarNotices, yearsWithoutCalendar } from './calendar-notice.ts';

const calendar = createCalendar();
const at = (text: string) => new Date(`${text}:00+08:00`);

async function tell(db: Database, now: string): Promise<void> {
  await runBatch(db, await calendarNotices(db, { calendar, now: at(now) }));
}

test('the year itself counts, and in December the next', () => {
  expect(yearsWithoutCalendar(calendar, at('2026-11-30T10:00'))).toEqual([]);
  expect(yearsWithoutCalendar(calendar, at('2026-12-01T10:00'))).toEqual([2027]);
  expect(yearsWithoutCalendar(calendar, at('2027-06-01T10:00'))).toEqual([2027]);
  expect(yearsWithoutCalendar(calendar, at('2027-12-01T10:00'))).toEqual([2027, 2028]);
});

test('administrators and dispatchers are told once a year, at working time', async () => {
  const db = await temporaryDatabase();
  await db.insert(people).values([
    { openId: 'ou_admin', name: '管理员', administrator: true },
    { openId: 'ou_both', name: '两者', administrator: true, dispatcher: true },
    { openId: 'ou_dispatcher', name: '派单员', dispatcher: true },
  ]);
  await tell(db, '2026-11-30T10:00');
  await tell(db, '2026-12-01T08:00');
  expect(await db.select().from(outboxMessages)).toEqual([]);
  for (const now of ['2026-12-01T09:00', '2026-12-01T09:01', '2026-12-31T10:00', '2027-06-01T10:00']) {
    await tell(db, now);
  }
  const sent = await db.select().from(outboxMessages);
  expect(sent.map(({ lane }) => lane).sort()).toEqual([
    ...['person:ou_admin', 'person:ou_both', 'person:ou_dispatcher'],
  ]);
  expect(JSON.stringify(sent[0]?.payload)).toContain('2027 年没有官方放假安排数据');
  // Feishu takes the id as uuid, of at most fifty characters.
  const chatId = 'oc_0123456789abcdef0123456789abcdef';
  const desk = { chatId, name: '派单群', kind: 'dispatch', enterpriseId: null, department: null } as const;
  await runBatch(db, [bindChat(db, desk, at('2027-12-01T09:00'))]);
  await tell(db, '2027-12-01T09:00');
  const next = (await db.select().from(outboxMessages)).slice(3);
  expect(next.map(({ lane }) => lane).sort()).toEqual([chatId, 'person:ou_admin', 'person:ou_both']);
  expect(Math.max(...next.map(({ id }) => id.length))).toBeLessThanOrEqual(48);
});
