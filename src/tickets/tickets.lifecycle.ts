import { Conflict, Forbidden } from '#shared/errors.ts';
import { maskPhones } from '#shared/masking.ts';
import {
  type ActionContext,
  type ActionInput,
  type ActionRule,
  type Actor,
  type Change,
  type InputContext,
  type Notice,
  TICKET_ROLES,
  type TicketChanges,
  type TicketRole,
  type TicketRules,
} from './tickets.action-rule.ts';
import { assignActions } from './tickets.actions-assign.ts';
import { endActions } from './tickets.actions-end.ts';
import { overseeActions } from './tickets.actions-oversee.ts';
import { workActions } from './tickets.actions-work.ts';
import { whenText } from './tickets.effects.ts';
import { parseInput } from './tickets.fields.ts';
import type { HistoryEntry, Ticket } from './tickets.tables.ts';
import type { TicketState } from './tickets.types.ts';
import { nameOf, reasonOf } from './tickets.wording.ts';

/** How the states are called. */
export const STATE_NAMES: Readonly<Record<TicketState, string>> = {
  pending_dispatch: '待派单',
  assigned: '待签收',
  in_progress: '办理中',
  awaiting_enterprise: '待企业补充',
  resolved: '已办结待确认',
  closed: '已归档',
  cancelled: '已撤销',
  merged: '已并单',
};

/** The one table of what can happen to a ticket. */
export const ACTIONS = { ...assignActions, ...workActions, ...endActions, ...overseeActions };
export type ActionCode = keyof typeof ACTIONS;
export const ACTION_CODES = Object.keys(ACTIONS) as ActionCode[];

export function isActionCode(code: string): code is ActionCode {
  return Object.hasOwn(ACTIONS, code);
}

export function actionRule(code: ActionCode): ActionRule {
  return ACTIONS[code];
}

/** What an action made of a ticket. */
export interface Applied {
  /** The action that was done: another than asked for, where the input meant another. */
  action: ActionCode;
  before: Ticket | null;
  after: Ticket;
  entry: HistoryEntry;
  notices: Notice[];
  /** What the notices were made from. */
  change: Change;
}

export interface Attempt {
  action: ActionCode;
  actor: Actor;
  /** What a form or a command gave, unchecked. */
  input: Readonly<Record<string, unknown>>;
  now: Date;
  rules: TicketRules;
  other?: Ticket | null;
  followers?: number;
  /** The newest history entry, for saying who was faster. */
  last?: HistoryEntry | null;
}

/**
 * Moves a ticket by one action. Pure: nothing is written.
 * @throws Conflict where the ticket has moved on or a rule forbids it now, Forbidden where this person may not,
 *   InvalidInput where the form is not as it should be; all with a Chinese sentence for a toast
 */
export function applyAction(ticket: Ticket, attempt: Attempt): Applied {
  const rule = actionRule(attempt.action);
  const { actor, now, rules } = attempt;
  if (!rule.from.includes(ticket.state)) throw movedOn(ticket, rule, attempt);
  requireRole(ticket, rule, actor);
  const refusal = rule.guard?.(ticket, { actor, now, rules });
  if (refusal) throw new Conflict(`ticket.guard.${attempt.action}`, refusal);
  const input = parseInput(rule, attempt.input);
  const instead = rule.instead?.(input);
  if (instead && isActionCode(instead)) return applyAction(ticket, { ...attempt, action: instead });
  const context: InputContext = {
    ...{ actor, now, rules, input },
    other: attempt.other ?? null,
    followers: attempt.followers ?? 0,
  };
  const wrong = rule.check?.(ticket, context);
  if (wrong) throw new Conflict(`ticket.check.${attempt.action}`, wrong);
  return finish(attempt.action, ticket, rule.effect(ticket, context), context);
}

/** What a ticket is before anything has happened to it. */
export type NewTicket = Omit<Ticket, 'state' | 'version' | 'updatedAt'>;

/**
 * Logs a new ticket: the first entry of its history.
 * @throws Forbidden where this person may not log
 */
export function beginTicket(fresh: NewTicket, context: ActionContext): Applied {
  const rule = actionRule('log');
  const blank: Ticket = { ...fresh, state: 'pending_dispatch', version: 0, updatedAt: context.now };
  requireRole(blank, rule, context.actor);
  const whole: InputContext = { ...context, input: {}, other: null, followers: 0 };
  const applied = finish('log', blank, { ...fresh, ...rule.effect(blank, whole) }, whole);
  return { ...applied, before: null, entry: { ...applied.entry, fromState: null } };
}

/** The actions that somebody with these roles can do now: the buttons of a card. */
export function availableActions(ticket: Ticket, context: ActionContext): ActionCode[] {
  return ACTION_CODES.filter((code) => {
    const rule = actionRule(code);
    return (
      rule.from.includes(ticket.state) && mayDo(rule, context.actor.roles) && !rule.guard?.(ticket, context)
    );
  });
}

export function mayDo(rule: ActionRule, roles: readonly TicketRole[]): boolean {
  return rule.who.some((role) => roles.includes(role));
}

function finish(action: ActionCode, before: Ticket, changes: TicketChanges, context: InputContext): Applied {
  const rule = actionRule(action);
  const after: Ticket = {
    ...before,
    ...changes,
    state: rule.to === 'same' ? before.state : rule.to,
    updatedAt: context.now,
    version: before.version + 1,
  };
  const { note, ...rest } = context.input;
  const entry: HistoryEntry = {
    ticketId: before.id,
    seq: after.version,
    at: context.now,
    actorOpenId: context.actor.openId,
    actorName: context.actor.name,
    action,
    fromState: before.state,
    toState: after.state,
    note: typeof note === 'string' ? note : null,
    data: { changes: plain(changes), ...(Object.keys(rest).length > 0 ? { input: plain(rest) } : {}) },
  };
  const change: Change = { ...context, before, after };
  return { action, before, after, entry, notices: noticesOf(rule, change), change };
}

/** What the enterprise of a ticket that was merged into this one is told, under its own number. */
export function followerNotices({ action, before, after, change }: Applied, follower: Ticket): Notice[] {
  const { id, number, enterpriseName, urgency } = follower;
  const mine = { ...change, after: { ...after, id, number, enterpriseName, urgency } };
  // The result is the other enterprise's to confirm, so those beside it are only told of it.
  if (after.state !== before?.state && (after.state === 'resolved' || after.state === 'closed')) {
    const what = after.state === 'resolved' ? `已办结:${reasonOf(change)}` : '已归档。';
    const text = maskPhones(`${nameOf(mine)}所并入的 ${after.number} ${what}`);
    return [{ audience: 'enterprise', ticketId: id, number, department: null, text }];
  }
  return noticesOf(actionRule(action), mine).filter((notice) => notice.audience === 'enterprise');
}

function noticesOf(rule: ActionRule, change: Change): Notice[] {
  const { id, number, leadDepartment, supporting, handlerOpenId } = change.after;
  return rule.notices.flatMap((notice) => {
    const text = notice.text(change);
    if (text === null) return [];
    const lead = notice.department ? notice.department(change) : leadDepartment;
    const departments = notice.to === 'supporting' ? supporting : [lead];
    // Before it is signed for there is no handler: the whole department is meant.
    const audience = notice.to === 'handler' && handlerOpenId === null ? 'department' : notice.to;
    return departments.map((department) => ({
      ...{ audience, ticketId: id, number, department },
      text: maskPhones(text),
    }));
  });
}

/** As JSON keeps it: instants become ISO texts. */
function plain(value: ActionInput | TicketChanges): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
}

function requireRole(ticket: Ticket, rule: ActionRule, actor: Actor): void {
  if (mayDo(rule, actor.roles)) return;
  const who = rule.who.map((role) => TICKET_ROLES[role]).join('、');
  const what = ticket.version === 0 ? '工单' : ticket.number;
  throw new Forbidden('ticket.forbidden', `您不能${rule.label}${what},须由${who}操作`);
}

function movedOn(ticket: Ticket, rule: ActionRule, { last, now }: Attempt): Conflict {
  const state = STATE_NAMES[ticket.state];
  const past = last && isActionCode(last.action) ? actionRule(last.action).past : null;
  const message =
    last && past
      ? `${ticket.number} 已由${last.actorName}${past}(${whenText(last.at, now)}),当前为「${state}」,不能再${rule.label}`
      : `${ticket.number} 当前为「${state}」,不能${rule.label}`;
  return new Conflict('ticket.moved_on', message);
}
