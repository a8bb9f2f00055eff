import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import { type Database, runBatch, type Statement } from '#database/database.ts';
import { beijingDay, DAY_MS } from '#shared/beijing.ts';
import type { TicketRules } from '#tickets/tickets.action-rule.ts';
import { COMMISSIONERS, dice, ENTERPRISES, story } from './summary-story.ts';

/** When the year is looked at: a Tuesday morning, in the 52nd of its weeks. */
export const NOW = new Date('2026-11-24T10:00:00+08:00');
const THIS_WEEK = new Date('2026-11-23T00:00:00+08:00');
const WEEK_MS = 7 * DAY_MS;
const WEEKS = 52;
/** A week without holidays, of which the others are copies. */
const PATTERN = new Date('2026-03-02T00:00:00+08:00');
const QUESTIONS = 100_000;
const TABLES = ['tickets', 'ticket_history', 'ticket_clocks', 'ticket_periods'] as const;

/**
 * A database with a year of so many tickets, made once and then used again: one week goes through the real actions, the
 * others are that one moved by whole weeks, inside the database, each as far as it is now.
 */
export async function yearOfTickets(tickets: number, rules: TicketRules): Promise<string> {
  const folder = join(tmpdir(), 'yiqi-bench-summary');
  const file = join(folder, `year-${tickets}.db`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const unfinished = `${file}.part`;
  for (const end of ['', '-wal', '-shm']) rmSync(`${unfinished}${end}`, { force: true });
  const { db, close } = await openDatabase(`file:${unfinished}`);
  await db.run(sql`PRAGMA synchronous = OFF`);
  await db.run(sql`PRAGMA cache_size = -1500000`);
  await writeDirectory(db);
  await withoutIndexes(db, async () => {
    // The week that NOW lies in has hardly begun.
    await writePattern(db, Math.ceil(tickets / (WEEKS - 1)), rules);
    await copyWeeks(db);
  });
  await db.run(sql`ANALYZE`);
  await mustBePlausible(db, tickets);
  await db.run(sql`PRAGMA wal_checkpoint(TRUNCATE)`);
  close();
  renameSync(unfinished, file);
  return file;
}

/** Indexes are built after the rows, by sorting, which takes a tenth of the time. */
async function withoutIndexes(db: Database, write: () => Promise<void>): Promise<void> {
  const indexes = await db.all<{ name: string; sql: string }>(sql`select name, sql from sqlite_master
    where type = 'index' and sql is not null and tbl_name in (select value from json_each(${JSON.stringify(TABLES)}))`);
  for (const { name } of indexes) await db.run(sql`drop index ${sql.identifier(name)}`);
  await write();
  for (const index of indexes) await db.run(sql.raw(index.sql));
}

async function writeDirectory(db: Database): Promise<void> {
  // Word for word, for a number that is bound is a real one, and `7 % 60` would be written 7.0.
  const [enterprises, commissioners] = [sql.raw(String(ENTERPRISES)), sql.raw(String(COMMISSIONERS))];
  await db.run(sql`with recursive n(i) as (select 0 union all select i + 1 from n where i < ${ENTERPRISES - 1})
    insert into enterprises (id, name, short_names, tier, listed, active)
    select 'e' || i, '企业' || i || '有限公司', '[]', 'none', 0, 1 from n`);
  await db.run(sql`with recursive n(i) as (select 0 union all select i + 1 from n where i < ${COMMISSIONERS - 1})
    insert into people (open_id, name, dispatcher, leader, administrator, active)
    select 'ou_c' || i, '专员' || i, 0, 0, 0, 1 from n`);
  await db.run(sql`insert into enterprise_members (enterprise_id, open_id, role)
    select id, 'ou_c' || (substr(id, 2) % ${commissioners}), 'commissioner' from enterprises`);
  await db.run(sql`with recursive n(i) as (select 0 union all select i + 1 from n where i < ${QUESTIONS - 1})
    insert into answers (id, chat_id, open_id, enterprise_id, question, outcome, clauses, version, at)
    select 'a' || i, 'oc_' || (i % ${enterprises}), 'ou_' || i, 'e' || (i % ${enterprises}), '问题' || (i % 500),
      case when i % 8 = 0 then 'no-basis' else 'answered' end,
      '[{"documentId":"d","clauseId":"c' || (i % 40) || '"}]', 'v', ${NOW.getTime() - WEEKS * WEEK_MS}
      + cast(i * ${(WEEKS * WEEK_MS) / QUESTIONS} as integer) from n`);
}

/** The week of tickets that the others are copies of, most from Monday to Friday; every version of each is kept aside. */
async function writePattern(db: Database, tickets: number, rules: TicketRules): Promise<void> {
  await db.run(sql`create temp table pattern_tickets as select * from tickets`);
  for (const change of ['insert', 'update']) {
    await db.run(
      sql.raw(`create temp trigger pattern_${change} after ${change} on tickets
      begin insert into pattern_tickets select * from tickets where id = new.id; end`),
    );
  }
  const roll = dice(20_261_124);
  let pending: Statement[] = [];
  const seqs = new Map<string, number>();
  for (let n = 0; n < tickets; n++) {
    const day = Math.min(6, Math.floor((n * 5.4) / tickets));
    const at = new Date(PATTERN.getTime() + day * DAY_MS + (9 * 60 + roll(540)) * 60_000);
    const name = beijingDay(at);
    const seq = (seqs.get(name) ?? 0) + 1;
    seqs.set(name, seq);
    pending.push(...story(db, { day: name, seq, at }, { roll, rules, until: NOW }));
    if (pending.length > 500) {
      await runBatch(db, pending);
      pending = [];
    }
  }
  await runBatch(db, pending);
  for (const change of ['insert', 'update']) await db.run(sql.raw(`drop trigger pattern_${change}`));
}

/** Which rows of a table had been there after a copy was moved, up to now; `$ms` is by how much. */
const UP_TO_NOW: Record<(typeof TABLES)[number], string> = {
  tickets: `where updated_at + $ms <= ${NOW.getTime()} group by id having max(version)`,
  ticket_history: `where at + $ms <= ${NOW.getTime()}`,
  ticket_clocks: `where started_at + $ms <= ${NOW.getTime()}`,
  ticket_periods: `where from_at + $ms <= ${NOW.getTime()}`,
};

async function copyWeeks(db: Database): Promise<void> {
  const apart = (PATTERN.getTime() - THIS_WEEK.getTime()) / WEEK_MS;
  for (const table of TABLES) {
    const pattern = `pattern_${table}`;
    const key = table === 'tickets' ? 'id' : 'ticket_id';
    if (table !== 'tickets')
      await db.run(sql.raw(`create temp table ${pattern} as select * from ${table} order by ${key}`));
    const columns = await db.all<{ name: string; type: string }>(
      sql`select name, type from pragma_table_info(${table})`,
    );
    const names = columns.map(({ name }) => `"${name}"`).join(', ');
    const moved = columns.map(({ name, type }) => movedColumn(key, name, type)).join(', ');
    for (let week = 1 - WEEKS; week <= 0; week++) {
      if (week === apart) continue;
      const copy = `select ${moved} from ${pattern} ${UP_TO_NOW[table]}`
        .replaceAll('$ms', String((week - apart) * WEEK_MS))
        .replaceAll('$days', String((week - apart) * 7))
        .replaceAll('$week', String(week + WEEKS).padStart(2, '0'));
      await db.run(sql.raw(`insert into ${table} (${names}) ${copy}`));
    }
    await db.run(sql.raw(`drop table ${pattern}`));
  }
}

/** The columns that are moved with a copy: instants, and what names the ticket. What has not ended yet has no end. */
function movedColumn(key: string, name: string, type: string): string {
  if (name === key) return `'week-$week-' || "${name}"`;
  if (name === 'day') return `date(day, '$days days')`;
  if (name === 'number')
    return `'T' || replace(date(day, '$days days'), '-', '') || '-' || printf('%04d', seq)`;
  if (name === 'until_at' || name === 'ended_at') {
    return `case when "${name}" + $ms <= ${NOW.getTime()} then "${name}" + $ms end`;
  }
  if (name === 'ending') return `case when ended_at + $ms <= ${NOW.getTime()} then ending end`;
  const instant = type.toLowerCase() === 'integer' && /(_at|_from|_until|_since)$|^at$/.test(name);
  return instant ? `"${name}" + $ms` : `"${name}"`;
}

/** Between which shares of all tickets each state lies in a district that keeps up with its work. */
const PLAUSIBLE: Record<string, readonly [least: number, most: number]> = {
  pending_dispatch: [0.0001, 0.004],
  assigned: [0.0001, 0.01],
  in_progress: [0.001, 0.02],
  awaiting_enterprise: [0.0001, 0.004],
  resolved: [0.001, 0.015],
  closed: [0.95, 0.99],
  cancelled: [0.005, 0.03],
  overdue: [0.001, 0.01],
};

/** What is measured over tickets as no district has them says nothing. */
async function mustBePlausible(db: Database, tickets: number): Promise<void> {
  const rows = await db.all<{ what: string; count: number }>(sql`
    select state as what, count(*) as count from tickets group by state
    union all select 'overdue', count(*) from tickets
      where resolve_due_at < ${NOW.getTime()} and state in ('pending_dispatch', 'assigned', 'in_progress')`);
  const counts = new Map(rows.map(({ what, count }) => [what, count]));
  console.log(`  造好的工单:${rows.map(({ what, count }) => `${what} ${count}`).join(',')}`);
  for (const [what, [least, most]] of Object.entries(PLAUSIBLE)) {
    const share = (counts.get(what) ?? 0) / tickets;
    if (share < least || share > most) throw new Error(`${what} 占 ${(100 * share).toFixed(2)}%,不合情理`);
  }
}
