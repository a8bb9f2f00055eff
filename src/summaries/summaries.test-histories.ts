import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { type Database, runBatch, type Statement } from '#database/database.ts';
import { enterpriseMembers, enterprises, people } from '#directory/directory.tables.ts';
import { beijingDay } from '#shared/beijing.ts';
import { AppError } from '#shared/errors.ts';
import { statementsOf } from '#tickets/act-on-ticket.ts';
import { type Actor, SYSTEM, TICKET_ROLES, type TicketRole } from '#tickets/tickets.action-rule.ts';
import { clockStatements } from '#tickets/tickets.clocks.ts';
import {
  ACTION_CODES,
  type ActionCode,
  type Applied,
  actionRule,
  applyAction,
  beginTicket,
} from '#tickets/tickets.lifecycle.ts';
import { formatNumber } from '#tickets/tickets.number.ts';
import { periodStatements } from '#tickets/tickets.periods.ts';
import { insertHistory, insertTicket } from '#tickets/tickets.store.ts';
import { type HistoryEntry, type Ticket, ticketHistory } from '#tickets/tickets.tables.ts';
import { actor, at, newTicket, rules } from '#tickets/tickets.test-builders.ts';

/** Random histories over nine weeks with the National Day holiday in them, made by the real actions. */
export const START = at('2026-09-14T00:00');
const DEPARTMENTS = ['区经济信息委', '区教委', '区人力社保局'];
const EVERY_ROLE = Object.keys(TICKET_ROLES) as TicketRole[];
export const COMMISSIONERS = ['ou_专员甲', 'ou_专员乙'] as const;
const PLACES = [
  { park: '德感工业园', town: '德感街道', tier: 'municipal' },
  { park: null, town: '白沙镇', tier: 'national' },
  { park: null, town: null, tier: null },
] as const;

interface Step {
  pick: number;
  minutes: number;
  input: Record<string, unknown>;
}

export interface Plan {
  startMinute: number;
  enterprise: number;
  category: string;
  urgent: boolean;
  reporter: string;
  dispatched: boolean;
  steps: Step[];
}

const step: fc.Arbitrary<Step> = fc.record({
  pick: fc.nat(10_000),
  minutes: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 300 }) },
    { weight: 3, arbitrary: fc.integer({ min: 300, max: 6_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 6_000, max: 25_000 }) },
  ),
  input: fc.record({
    note: fc.constant('情况说明'),
    department: fc.constantFrom(...DEPARTMENTS),
    supporting: fc.subarray(DEPARTMENTS),
    category: fc.constantFrom('energy', 'land', 'labor', ''),
    urgency: fc.constantFrom('normal', 'urgent'),
    until: fc.constantFrom('2026-10-15', '2026-11-16', '2026-12-15'),
    satisfaction: fc.constantFrom('satisfied', 'fair', 'dissatisfied', ''),
  }),
});

export const plans: fc.Arbitrary<Plan[]> = fc.array(
  fc.record({
    startMinute: fc.integer({ min: 0, max: 45 * 1440 }),
    enterprise: fc.nat(4),
    category: fc.constantFrom('energy', 'land', 'labor'),
    urgent: fc.boolean(),
    reporter: fc.constantFrom('ou_王芳', ...COMMISSIONERS),
    dispatched: fc.boolean(),
    steps: fc.array(step, { minLength: 0, maxLength: 16 }),
  }),
  { minLength: 1, maxLength: 12 },
);

const MAIN_WAY: Partial<Record<Ticket['state'], ActionCode>> = {
  ...{ pending_dispatch: 'dispatch', assigned: 'accept', in_progress: 'resolve', resolved: 'confirm' },
};

/** Half the time the main way; what ends a ticket for good comes seldom, or every walk would be short. */
function chosen(state: Ticket['state'], pick: number): ActionCode {
  const main = MAIN_WAY[state];
  if (main && pick % 2 === 0) return main;
  const possible = ACTION_CODES.filter((code) => {
    const { from, to } = actionRule(code);
    const seldom = to === 'cancelled' || to === 'merged';
    return from.includes(state) && code !== 'absorb' && (pick % 9 === 0 || !seldom);
  });
  return possible[Math.floor(pick / 2) % possible.length] ?? 'progress';
}

interface Walked {
  history: HistoryEntry[];
  statements: Statement[];
}

function walk(db: Database, plan: Plan, seq: number): Walked {
  let now = new Date(START.getTime() + plan.startMinute * 60_000);
  const day = beijingDay(now);
  const place = PLACES[plan.enterprise % PLACES.length] ?? PLACES[0];
  const fresh = newTicket({
    ...{ id: `t${seq}`, day, seq, number: formatNumber(day, seq), createdAt: now, category: plan.category },
    ...{ enterpriseId: plan.enterprise === 4 ? null : `e${plan.enterprise}`, ...place },
    ...{ enterpriseName: `企业${plan.enterprise}`, reporterOpenId: plan.reporter },
    urgency: plan.urgent ? 'urgent' : 'normal',
  });
  const by = { ...actor('某人', EVERY_ROLE, DEPARTMENTS), openId: plan.reporter };
  const begun = beginTicket(fresh, { actor: by, now, rules });
  const applied: Applied[] = [];
  let ticket = begun.after;
  const history = [begun.entry];
  const statements: Statement[] = [];
  const act = (action: ActionCode, input: Record<string, unknown>, who: Actor = by) => {
    const other = { ...ticket, id: 'other' };
    const done = applyAction(ticket, { action, actor: who, input, now, rules, other });
    ticket = done.after;
    history.push(done.entry);
    return done;
  };
  if (plan.dispatched) {
    // As a problem is logged whose way is clear: both at once.
    act('dispatch', { department: DEPARTMENTS[0] }, SYSTEM);
    statements.push(insertTicket(db, ticket), ...history.map((entry) => insertHistory(db, entry)));
    const change = { before: null, after: ticket, action: 'dispatch' as const, at: now };
    statements.push(...clockStatements(db, change, rules), ...periodStatements(db, change));
  } else {
    statements.push(insertTicket(db, ticket), ...statementsOf(db, begun));
  }
  for (const { pick, minutes, input } of plan.steps) {
    now = new Date(now.getTime() + minutes * 60_000);
    try {
      applied.push(act(chosen(ticket.state, pick), input));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
  return { history, statements: [...statements, ...applied.flatMap((one) => statementsOf(db, one))] };
}

/** Empties the tickets, which only a test may, and writes those of the plans. */
export async function writeHistories(db: Database, list: readonly Plan[]): Promise<HistoryEntry[][]> {
  await db.run(sql`drop trigger if exists ticket_history_no_delete`);
  for (const table of ['ticket_periods', 'ticket_clocks', 'ticket_history', 'tickets']) {
    await db.run(sql`delete from ${sql.identifier(table)}`);
  }
  const walked = list.map((plan, index) => walk(db, plan, index + 1));
  await runBatch(
    db,
    walked.flatMap(({ statements }) => statements),
  );
  return walked.map(({ history }) => history);
}

/** Four enterprises, of which two commissioners serve some. */
export async function writeDirectory(db: Database): Promise<void> {
  const person = { phone: null, dispatcher: false, leader: false, administrator: false };
  await db
    .insert(people)
    .values(COMMISSIONERS.map((openId) => ({ ...person, openId, name: openId.slice(3) })));
  for (const [index, served] of [[0, 1, 2], [3]].entries()) {
    for (const one of served) {
      await db.insert(enterprises).values({ id: `e${one}`, name: `企业${one}`, shortNames: [] });
      const openId = COMMISSIONERS[index] ?? COMMISSIONERS[0];
      await db.insert(enterpriseMembers).values({ enterpriseId: `e${one}`, openId, role: 'commissioner' });
    }
  }
}

export function allHistory(db: Database): Promise<HistoryEntry[]> {
  return db.select().from(ticketHistory);
}
