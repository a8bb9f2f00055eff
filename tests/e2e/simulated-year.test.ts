import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenDatabase, openDatabase } from '#adapters/libsql/open-database.ts';
import type { Database } from '#database/database.ts';
import { runYear, type YearRun } from '#tests/year/run-year.ts';
import { checkYear } from '#tests/year/year-check.ts';

const from = new Date('2026-01-05T00:00:00+08:00');
const to = new Date('2026-03-20T18:00:00+08:00');
const folder = mkdtempSync(join(tmpdir(), 'yiqi-weeks-'));
let open: OpenDatabase;
let db: Database;
let run: YearRun;

beforeAll(async () => {
  open = await openDatabase(`file:${join(folder, 'yiqi.db')}`);
  db = open.db;
  run = await runYear(db, folder, { from, to, enterprises: 20, tickets: 30 });
}, 240_000);

afterAll(() => {
  open.close();
  rmSync(folder, { recursive: true, force: true });
});

const faults = async () => {
  const until = new Date('2026-06-01T00:00:00+08:00');
  return (await checkYear(db, { from, to: until }, run.ran)).faults;
};

const LETTER = sql`SELECT max(sequence) FROM outbox_messages WHERE updates IS NULL AND payload LIKE '%超期:%'`;
const CLOCK = sql`SELECT rowid FROM ticket_clocks WHERE ended_at IS NOT NULL ORDER BY rowid LIMIT 1`;
const REMINDER = sql`SELECT rowid FROM ticket_reminders WHERE reminder = 'overdue' ORDER BY rowid LIMIT 1`;

it('weeks of tickets through the whole product are as a second count has them', async () => {
  expect(await faults()).toEqual([]);
  const [row] = await db.all<{ tickets: number; told: number; kinds: number }>(sql`
    SELECT (SELECT count(*) FROM tickets) AS tickets, count(*) AS told, count(DISTINCT reminder) AS kinds
    FROM ticket_reminders`);
  expect(row?.tickets).toBeGreaterThanOrEqual(30);
  expect(row?.told).toBeGreaterThan(60);
  expect(row?.kinds).toBe(4);
});

it.each<[string, SQL, SQL]>([
  [
    'a limit that is due a minute later',
    sql`UPDATE ticket_clocks SET due_at = due_at + 60000 WHERE rowid = (${CLOCK})`,
    sql`UPDATE ticket_clocks SET due_at = due_at - 60000 WHERE rowid = (${CLOCK})`,
  ],
  [
    'a limit that ended a minute later',
    sql`UPDATE ticket_clocks SET ended_at = ended_at + 60000 WHERE rowid = (${CLOCK})`,
    sql`UPDATE ticket_clocks SET ended_at = ended_at - 60000 WHERE rowid = (${CLOCK})`,
  ],
  [
    'a reminder that was told at another look',
    sql`UPDATE ticket_reminders SET at = at + 3600000 WHERE rowid = (${REMINDER})`,
    sql`UPDATE ticket_reminders SET at = at - 3600000 WHERE rowid = (${REMINDER})`,
  ],
  [
    'a reminder of another period',
    sql`UPDATE ticket_reminders SET clock_seq = clock_seq + 1000 WHERE rowid = (${REMINDER})`,
    sql`UPDATE ticket_reminders SET clock_seq = clock_seq - 1000 WHERE clock_seq > 1000`,
  ],
  [
    'a reminder in two messages to one receiver',
    sql`INSERT INTO outbox_messages (id, lane, target, payload, created_at, next_attempt_at)
      SELECT 'twice', lane, target, payload, created_at, next_attempt_at FROM outbox_messages
      WHERE sequence = (${LETTER})`,
    sql`DELETE FROM outbox_messages WHERE id = 'twice'`,
  ],
  [
    'a reminder twice in one message',
    sql`UPDATE outbox_messages SET payload = json_set(payload, '$.again', json(payload)) WHERE sequence = (${LETTER})`,
    sql`UPDATE outbox_messages SET payload = json_remove(payload, '$.again') WHERE sequence = (${LETTER})`,
  ],
  [
    'a message that tells of a reminder an hour late',
    sql`UPDATE outbox_messages SET created_at = created_at + 3600000 WHERE sequence = (${LETTER})`,
    sql`UPDATE outbox_messages SET created_at = created_at - 3600000 WHERE sequence = (${LETTER})`,
  ],
  [
    'a ticket that is not what its history tells',
    sql`UPDATE tickets SET urges = urges + 1 WHERE rowid = (SELECT min(rowid) FROM tickets)`,
    sql`UPDATE tickets SET urges = urges - 1 WHERE rowid = (SELECT min(rowid) FROM tickets)`,
  ],
])('the second count notices %s', async (_, tamper, mend) => {
  await db.run(tamper);
  const found = await faults();
  await db.run(mend);
  expect(found).not.toEqual([]);
  expect(await faults()).toEqual([]);
});

it('the second count notices reminders that are gone, from the records and from the messages', async () => {
  await db.run(sql`DELETE FROM ticket_reminders WHERE rowid = (${REMINDER})`);
  const missing = await faults();
  expect(missing).toHaveLength(1);
  expect(missing[0]).toMatch(/told .*wanted/);
  await db.run(sql`DELETE FROM outbox_messages WHERE updates IS NULL AND payload LIKE '%超期:%'`);
  expect((await faults()).filter((fault) => fault.startsWith('never sent'))).not.toEqual([]);
});
