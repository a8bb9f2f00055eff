import type { Database, Statement } from '#database/database.ts';
import { addDays, beijingDay } from '#shared/beijing.ts';
import { newId } from '#shared/ids.ts';
import { statementsOf } from '#tickets/act-on-ticket.ts';
import { BLANK_TICKET } from '#tickets/open-tickets.ts';
import { type Actor, SYSTEM, type TicketRole, type TicketRules } from '#tickets/tickets.action-rule.ts';
import { type ActionCode, applyAction, availableActions, beginTicket } from '#tickets/tickets.lifecycle.ts';
import { formatNumber } from '#tickets/tickets.number.ts';
import { nextWorkingInstant } from '#tickets/tickets.service-time.ts';
import { insertTicket } from '#tickets/tickets.store.ts';
import type { Ticket } from '#tickets/tickets.tables.ts';

export const ENTERPRISES = 1_250;
export const COMMISSIONERS = 60;
const DEPARTMENTS = [
  '区经济信息委',
  '江津区规划和自然资源局',
  '区人力社保局',
  '江津区税务局',
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

export type Roll = (below: number) => number;

/** A generator of its own, so that every machine measures the same tickets. */
export function dice(seed: number): Roll {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
}

interface Step {
  action: ActionCode;
  /** It happens after so many hours at most. */
  hours: number;
  input?: Record<string, unknown>;
  /** Left out where the rules do not allow it then. */
  optional?: true;
}

/** How long a ticket lies with somebody, mostly some days, and what may come in between. */
function wayOf(roll: Roll): Step[] {
  const one = (many: number) => roll(many) === 0;
  const lead = roll(DEPARTMENTS.length);
  const departmentAt = (index: number) => DEPARTMENTS[index % DEPARTMENTS.length];
  const supporting = one(10) ? [departmentAt(lead + 2)] : [];
  const rating = { satisfaction: ['satisfied', 'satisfied', 'fair'][roll(3)] };
  const way: Step[] = [
    { action: 'dispatch', hours: one(5) ? 8 : 0, input: { department: departmentAt(lead), supporting } },
  ];
  if (one(25)) {
    way.push({ action: 'return', hours: 3 });
    way.push({ action: 'dispatch', hours: 8, input: { department: departmentAt(lead + 1), supporting } });
  }
  way.push({ action: 'accept', hours: one(12) ? 40 : 12 });
  if (one(80)) return [...way, { action: 'cancel', hours: 40 }];
  if (supporting.length > 0) way.push({ action: 'support_answer', hours: 30 });
  if (one(3)) way.push({ action: 'progress', hours: 30 });
  if (one(9)) way.push({ action: 'ask_enterprise', hours: 20 }, { action: 'answer_department', hours: 60 });
  if (one(40)) way.push({ action: 'ask_extension', hours: 10, optional: true });
  if (one(2)) way.push({ action: 'grant_extension', hours: 16, optional: true });
  way.push({ action: 'resolve', hours: one(14) ? 420 : 90 });
  if (one(30)) way.push({ action: 'dispute', hours: 40, input: { satisfaction: 'dissatisfied' } });
  if (way.at(-1)?.action === 'dispute') way.push({ action: 'resolve', hours: 90 });
  way.push(
    one(6) ? { action: 'default_confirm', hours: 0 } : { action: 'confirm', hours: 60, input: rating },
  );
  // Some are forgotten on the way.
  if (one(400)) return way.slice(0, roll(way.length));
  if (one(80)) {
    way.push({ action: 'reopen', hours: 200 }, { action: 'resolve', hours: 90 });
    way.push({ action: 'confirm', hours: 60, input: rating });
  }
  return way;
}

/** Who does it: each role's own person, so that histories look as they do in a district. */
function actorOf(action: ActionCode, ticket: Ticket): Actor {
  const as = (openId: string, name: string, role: TicketRole, departments?: string[]): Actor => ({
    ...{ openId, name, roles: [role] },
    ...(departments && { departments }),
  });
  switch (action) {
    case 'default_confirm':
      return SYSTEM;
    case 'dispatch':
    case 'grant_extension':
      return as('ou_dispatcher', '派单员', 'dispatcher');
    case 'support_answer':
      return as('ou_supporting', '协办经办人', 'supporting-department', ticket.supporting);
    case 'log':
    case 'answer_department':
    case 'confirm':
    case 'dispute':
    case 'reopen':
    case 'cancel':
      return as(ticket.reporterOpenId, ticket.reporterName, 'enterprise');
    default: {
      const handler = `ou_handler_${DEPARTMENTS.indexOf(ticket.leadDepartment ?? '')}`;
      return as(handler, '经办人', 'lead-department');
    }
  }
}

function freshTicket({ day, seq, at }: { day: string; seq: number; at: Date }, roll: Roll) {
  const enterprise = roll(ENTERPRISES);
  const byCommissioner = roll(3) === 0;
  return {
    ...BLANK_TICKET,
    ...{ id: newId(), day, seq, number: formatNumber(day, seq), createdAt: at },
    ...{ enterpriseId: `e${enterprise}`, enterpriseName: `企业${enterprise}有限公司` },
    ...{ park: PLACES[enterprise % 8] ?? null, town: null, tier: TIERS[enterprise % 4] ?? null },
    category: CATEGORIES[roll(8)] ?? 'other',
    urgency: roll(12) === 0 ? ('urgent' as const) : ('normal' as const),
    description: '厂区所在片区近期多次停电,每次两小时以上,生产线被迫停机,影响订单交付,请协调解决。',
    reporterOpenId: byCommissioner ? `ou_c${enterprise % COMMISSIONERS}` : `ou_contact_${enterprise}`,
    ...{ details: {}, reporterName: '联系人', sourceChatId: `oc_${enterprise}` },
    ...{ sourceMessageId: null, draftId: null, draftItem: null, linkedGroup: null },
  };
}

/**
 * The statements that write one ticket with all that happens to it before `until`, by the real actions: what the rules
 * refuse is an error of this file, for a ticket that stops there unseen would lie open for ever.
 */
export function story(
  db: Database,
  logged: { day: string; seq: number; at: Date },
  { roll, rules, until }: { roll: Roll; rules: TicketRules; until: Date },
): Statement[] {
  const fresh = freshTicket(logged, roll);
  const author = actorOf('log', { ...fresh, state: 'pending_dispatch', version: 0, updatedAt: logged.at });
  const first = beginTicket(fresh, { actor: author, now: logged.at, rules });
  const statements = [insertTicket(db, first.after), ...statementsOf(db, first)];
  let [ticket, now] = [first.after, logged.at];
  for (const { action, hours, input, optional } of wayOf(roll)) {
    const [share, minutes] = [roll(1_000), roll(60)];
    const next = whenDone(ticket, now, { action, ms: (hours * share * 3_600) | 0, minutes }, rules);
    const actor = actorOf(action, ticket);
    if (optional && !availableActions(ticket, { now: next, actor, rules }).includes(action)) continue;
    if (next > until) break;
    const filled = { note: '情况说明,已与企业和有关单位联系核实', until: extended(ticket, rules), ...input };
    const done = applyAction(ticket, { action, actor, input: filled, now: next, rules });
    statements.push(...statementsOf(db, done));
    [ticket, now] = [done.after, next];
  }
  return statements;
}

function whenDone(
  ticket: Ticket,
  now: Date,
  { action, ms, minutes }: { action: ActionCode; ms: number; minutes: number },
  { calendar }: TicketRules,
): Date {
  if (action === 'default_confirm') return ticket.confirmDueAt ?? now;
  if (action === 'dispatch' && ms === 0) return now;
  return nextWorkingInstant(calendar, new Date(now.getTime() + ms + minutes * 60_000));
}

/** A working day a week after the limit to resolve. */
function extended({ resolveDueAt }: Ticket, { calendar }: TicketRules): string | undefined {
  if (resolveDueAt === null) return undefined;
  return beijingDay(
    nextWorkingInstant(calendar, new Date(`${addDays(beijingDay(resolveDueAt), 7)}T09:00:00+08:00`)),
  );
}
