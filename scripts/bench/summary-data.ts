import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import { type Database, runBatch, type Statement } from '#database/database.ts';
import { beijingDay, DAY_MS } from '#shared/beijing.ts';
import { AppError } from '#shared/errors.ts';
import { newId } from '#shared/ids.ts';
import { statementsOf } from '#tickets/act-on-ticket.ts';
import { BLANK_TICKET } from '#tickets/open-tickets.ts';
import { SYSTEM, TICKET_ROLES, type TicketRole, type TicketRules } from '#tickets/tickets.action-rule.ts';
import { type ActionCode, applyAction, beginTicket } from '#tickets/tickets.lifecycle.ts';
import { formatNumber } from '#tickets/tickets.number.ts';
import { nextWorkingInstant } from '#tickets/tickets.service-time.ts';
import { insertTicket } from '#tickets/tickets.store.ts';

const WEEKS = 52;
/** A week without holidays, of which the others are copies. */
const PATTERN = new Date('2026-03-02T00:00:00+08:00');
const WEEKS_BEFORE = 9;
const ENTERPRISES = 1_250;
const COMMISSIONERS = 60;
const QUESTIONS = 100_000;
const DEPARTMENTS = [
  '区经济信息委',
  '江津区规划和自然资源局',
  '区人力社保局',
  '区税务局',
  '区生态环境局',
  '区教委',
];
const CATEGORIES = ['energy', 'land', 'labor', 'tax', 'environment', 'schooling', 'finance', 'other'];
const PLACES = [
  '德感工业园',
  '珞璜工业园',
  '双福工业园',
  '白沙工业园',
  '先锋镇',
  '油溪镇',
  '石门镇',
  '永兴镇',
];
const TIERS = ['innovative', 'municipal', 'national', 'none'];
const EVERY_ROLE = Object.keys(TICKET_ROLES) as TicketRole[];

/**
 * A database with a year of so many tickets, made once and then used again: one week of tickets goes through the real
 * actions, the other weeks are that one moved by whole weeks, inside the database.
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
  await writeWeek(db, Math.ceil(tickets / WEEKS), rules);
  await copyWeeks(db);
  await db.run(sql`ANALYZE`);
  await db.run(sql`PRAGMA wal_checkpoint(TRUNCATE)`);
  close();
  renameSync(unfinished, file);
  return file;
}

async function writeDirectory(db: Database): Promise<void> {
  await db.run(sql`with recursive n(i) as (select 0 union all select i + 1 from n where i < ${ENTERPRISES - 1})
    insert into enterprises (id, name, short_names, tier, listed, active)
    select 'e' || i, '企业' || i || '有限公司', '[]', 'none', 0, 1 from n`);
  await db.run(sql`with recursive n(i) as (select 0 union all select i + 1 from n where i < ${COMMISSIONERS - 1})
    insert into people (open_id, name, dispatcher, leader, administrator, active)
    select 'ou_c' || i, '专员' || i, 0, 0, 0, 1 from n`);
  await db.run(sql`insert into enterprise_members (enterprise_id, open_id, role)
    select id, 'ou_c' || (substr(id, 2) % ${COMMISSIONERS}), 'commissioner' from enterprises`);
  await db.run(sql`with recursive n(i) as (select 0 union all select i + 1 from n where i < ${QUESTIONS - 1})
    insert into answers (id, chat_id, open_id, enterprise_id, question, outcome, clauses, version, at)
    select 'a' || i, 'oc_' || (i % ${ENTERPRISES}), 'ou_' || i, 'e' || (i % ${ENTERPRISES}), '问题' || (i % 500),
      case when i % 8 = 0 then 'no-basis' else 'answered' end,
      '[{"documentId":"d","clauseId":"c' || (i % 40) || '"}]', 'v', ${Date.parse('2026-01-01T00:00:00+08:00')}
      + cast(i * ${(365 * DAY_MS) / QUESTIONS} as integer) from n`);
}

/** A generator of its own, so that every machine measures the same tickets. */
function dice(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
}

async function writeWeek(db: Database, tickets: number, rules: TicketRules): Promise<void> {
  const roll = dice(20_261_124);
  let pending: Statement[] = [];
  const seqs = new Map<string, number>();
  for (let n = 0; n < tickets; n++) {
    const day = Math.min(6, Math.floor((n * 5.4) / tickets));
    const at = new Date(PATTERN.getTime() + day * DAY_MS + (9 * 60 + roll(540)) * 60_000);
    const name = beijingDay(at);
    const seq = (seqs.get(name) ?? 0) + 1;
    seqs.set(name, seq);
    pending.push(...story(db, { day: name, seq, at }, roll, rules));
    if (pending.length > 5_000) {
      await runBatch(db, pending);
      pending = [];
    }
  }
  await runBatch(db, pending);
}

const input = {
  note: '情况说明,已与企业和有关单位联系核实',
  until: '2026-04-30',
  urgency: 'normal',
  supporting: [],
};

/** What happens to a ticket, and after how many hours at most. */
function wayOf(roll: (below: number) => number): [ActionCode, number, Record<string, unknown>?][] {
  const category = roll(DEPARTMENTS.length);
  const department = { department: DEPARTMENTS[category] };
  const rating = { satisfaction: ['satisfied', 'satisfied', 'fair'][roll(3)] };
  const way: [ActionCode, number, Record<string, unknown>?][] = [
    ['dispatch', roll(5) === 0 ? 20 : 0, department],
  ];
  if (roll(20) === 0) way.push(['return', 10], ['dispatch', 20, { department: DEPARTMENTS[roll(6)] }]);
  way.push(['accept', 40]);
  if (roll(3) === 0) way.push(['progress', 60]);
  if (roll(7) === 0) way.push(['ask_enterprise', 40], ['answer_department', 90]);
  way.push(['resolve', roll(8) === 0 ? 500 : 160]);
  if (roll(25) === 0) way.push(['dispute', 60, { satisfaction: 'dissatisfied' }], ['resolve', 160]);
  way.push(roll(5) === 0 ? ['default_confirm', 400] : ['confirm', 120, rating]);
  if (roll(50) === 0) return way.slice(0, roll(way.length));
  if (roll(60) === 0) way.push(['reopen', 300], ['resolve', 160], ['confirm', 90, rating]);
  return way;
}

function story(
  db: Database,
  { day, seq, at }: { day: string; seq: number; at: Date },
  roll: (below: number) => number,
  rules: TicketRules,
): Statement[] {
  const enterprise = roll(ENTERPRISES);
  const reporter = roll(3) === 0 ? `ou_c${enterprise % COMMISSIONERS}` : `ou_contact_${enterprise}`;
  const by = { openId: reporter, name: '经办人', roles: EVERY_ROLE, departments: DEPARTMENTS };
  const first = beginTicket(
    {
      ...BLANK_TICKET,
      ...{ id: newId(), day, seq, number: formatNumber(day, seq), createdAt: at },
      ...{ enterpriseId: `e${enterprise}`, enterpriseName: `企业${enterprise}有限公司` },
      ...{ park: PLACES[enterprise % 8] ?? null, town: null, tier: TIERS[enterprise % 4] ?? null },
      ...{ category: CATEGORIES[roll(8)] ?? 'other', urgency: roll(12) === 0 ? 'urgent' : 'normal' },
      description: '厂区所在片区近期多次停电,每次两小时以上,生产线被迫停机,影响订单交付,请协调解决。',
      ...{ details: {}, reporterOpenId: reporter, reporterName: '联系人', sourceChatId: `oc_${enterprise}` },
      ...{ sourceMessageId: null, draftId: null, draftItem: null, linkedGroup: null },
    },
    { actor: by, now: at, rules },
  );
  const statements = [insertTicket(db, first.after), ...statementsOf(db, first)];
  let [ticket, now] = [first.after, at];
  for (const [action, hours, more] of wayOf(roll)) {
    const later = new Date(
      now.getTime() + Math.round((hours * roll(1_000)) / 1_000) * 3_600_000 + roll(60) * 60_000,
    );
    now = hours === 0 ? now : nextWorkingInstant(rules.calendar, later);
    if (action === 'default_confirm' && ticket.confirmDueAt && ticket.confirmDueAt > now)
      now = ticket.confirmDueAt;
    try {
      const who = action === 'default_confirm' ? SYSTEM : by;
      const done = applyAction(ticket, { action, actor: who, input: { ...input, ...more }, now, rules });
      statements.push(...statementsOf(db, done));
      ticket = done.after;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
  return statements;
}

/** The columns of each table that are moved with a copy: instants, and what names the ticket. */
async function copyWeeks(db: Database): Promise<void> {
  for (const table of ['tickets', 'ticket_history', 'ticket_clocks', 'ticket_periods']) {
    const columns = await db.all<{ name: string; type: string }>(
      sql`select name, type from pragma_table_info(${table})`,
    );
    const names = columns.map(({ name }) => `"${name}"`).join(', ');
    const moved = columns.map(({ name, type }) => movedColumn(table, name, type)).join(', ');
    for (let week = 1 - WEEKS_BEFORE; week <= WEEKS - WEEKS_BEFORE; week++) {
      if (week === 0) continue;
      // What was there before the copies are made has ids of the usual length.
      const own = table === 'tickets' ? 'id' : 'ticket_id';
      const copy = moved
        .replaceAll('$days', String(week * 7))
        .replaceAll('$week', String(week + WEEKS_BEFORE));
      await db.run(
        sql.raw(`insert into ${table} (${names}) select ${copy} from ${table} where length(${own}) = 36`),
      );
    }
  }
}

function movedColumn(table: string, name: string, type: string): string {
  if (name === 'ticket_id' || (table === 'tickets' && name === 'id')) return `${name} || '$week'`;
  if (name === 'day') return `date(day, '$days days')`;
  if (name === 'number')
    return `'T' || replace(date(day, '$days days'), '-', '') || '-' || printf('%04d', seq)`;
  const instant = type.toLowerCase() === 'integer' && /(_at|_from|_until|_since)$|^at$/.test(name);
  return instant ? `"${name}" + $days * ${DAY_MS}` : `"${name}"`;
}
