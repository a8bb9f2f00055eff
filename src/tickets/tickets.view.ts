import { beijingText } from '#shared/beijing.ts';
import { maskPhones } from '#shared/masking.ts';
import type { ActionContext, ActionRule, Field } from './tickets.action-rule.ts';
import { openClocks } from './tickets.clocks.ts';
import { whenText } from './tickets.effects.ts';
import {
  type ActionCode,
  actionRule,
  availableActions,
  isActionCode,
  STATE_NAMES,
} from './tickets.lifecycle.ts';
import { workingTimeBetween, workingTimeText } from './tickets.service-time.ts';
import type { HistoryEntry, Ticket } from './tickets.tables.ts';
import type { ClockKind, TicketState } from './tickets.types.ts';

/** A limit in words. */
export interface LimitView {
  /** 签收时限 */
  label: string;
  /** `12月3日 18:00,剩余 6 个工作日` */
  text: string;
  overdue: boolean;
}

export interface HistoryLine {
  /** `11月24日 09:30` */
  time: string;
  who: string;
  /** 派至区经济信息委 */
  what: string;
  note: string | null;
}

export interface ActionView {
  code: ActionCode;
  label: string;
  style: ActionRule['style'];
  /** Empty: a plain button does it. */
  fields: readonly Field[];
  /** Whether it may stand behind 更多操作. */
  seldom: boolean;
}

/** A ticket as people read it: what cards, lists and status answers are made of. */
export interface TicketView {
  id: string;
  number: string;
  version: number;
  state: TicketState;
  stateName: string;
  enterprise: string;
  category: string;
  urgent: boolean;
  description: string;
  /** `—` until it is dispatched. */
  lead: string;
  supporting: string[];
  handler: string | null;
  reporter: string;
  loggedAt: string;
  /** The limits that run, the nearest first. */
  limits: LimitView[];
  /** The limit that matters most now, `—` where none runs. */
  due: string;
  overdue: boolean;
  lastStep: string;
  /** Whose turn it is, and what for. */
  nextStep: string;
  /** A wish that the dispatcher has to decide. */
  request: string | null;
  /** Where it could go, best first, while the dispatcher has to say: `用能 → 区经济信息委`. */
  candidates: string[];
  /** What was read out of the text: `德感工业园`, `200 人`. */
  facts: string[];
  actions: ActionView[];
  history: HistoryLine[];
}

export interface ViewOptions extends ActionContext {
  /** The number of the ticket that this one was merged into. */
  mergedInto?: string | null;
  /** Phone numbers are masked for everybody but the handler in person. */
  unmasked?: boolean;
}

/** How the limits are called. */
export const LIMIT_LABELS: Record<ClockKind, string> = {
  dispatch: '派单时限',
  sign: '签收时限',
  resolve: '办结时限',
  support: '协办答复时限',
  confirm: '确认期限',
};

/** @param history all entries, oldest first */
export function ticketView(
  ticket: Ticket,
  history: readonly HistoryEntry[],
  options: ViewOptions,
): TicketView {
  const { now, rules } = options;
  const shown = options.unmasked ? (text: string) => text : maskPhones;
  const limits = limitsOf(ticket, options);
  const lines = history.map((entry) => historyLine(entry, now, shown));
  const last = lines.at(-1);
  return {
    id: ticket.id,
    number: ticket.number,
    version: ticket.version,
    state: ticket.state,
    stateName: STATE_NAMES[ticket.state],
    enterprise: ticket.enterpriseName,
    category: rules.categories.get(ticket.category) ?? ticket.category,
    urgent: ticket.urgency === 'urgent',
    description: shown(ticket.description),
    lead: ticket.leadDepartment ?? '—',
    supporting: ticket.supporting,
    handler: ticket.handlerName,
    reporter: ticket.reporterName,
    loggedAt: beijingText(ticket.createdAt, now),
    limits,
    due: dueText(ticket, limits, now),
    overdue: limits.some((limit) => limit.overdue),
    lastStep: last ? `${last.time} ${last.who}${last.what}${last.note ? `:${last.note}` : ''}` : '—',
    nextStep: nextStep(ticket, options),
    request: requestText(ticket, now, shown),
    candidates: ticket.state === 'pending_dispatch' ? candidatesOf(ticket, options) : [],
    facts: [
      ...(ticket.details.place ? [ticket.details.place] : []),
      ...(ticket.details.amounts ?? []).map(({ value, unit }) => `${value} ${unit}`),
    ],
    actions: availableActions(ticket, options).map((code) => {
      const { label, style, fields, seldom } = actionRule(code);
      return { code, label, style, fields, seldom: seldom?.(ticket) ?? false };
    }),
    history: lines,
  };
}

/** `12月3日 18:00,剩余 6 个工作日`, or `…,已超期 2 个工作日`. */
export function limitTextOf(due: Date, { now, rules }: Pick<ActionContext, 'now' | 'rules'>): string {
  const left = workingTimeBetween(rules.calendar, now, due);
  const overdue = now > due;
  const amount = workingTimeText(Math.abs(left));
  return `${beijingText(due, now)},${overdue ? `已超期 ${amount}` : `剩余 ${amount}`}`;
}

function limitsOf(ticket: Ticket, context: ActionContext): LimitView[] {
  return openClocks(ticket)
    .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
    .map((clock) => ({
      label:
        clock.kind === 'support' ? `${clock.department}${LIMIT_LABELS.support}` : LIMIT_LABELS[clock.kind],
      text: limitTextOf(clock.dueAt, context),
      overdue: context.now > clock.dueAt,
    }));
}

/** Where both run, the enterprise's question is when it will be solved. */
function dueText(ticket: Ticket, limits: LimitView[], now: Date): string {
  if (ticket.state === 'awaiting_enterprise') {
    return `${whenText(ticket.resolveDueAt, now)}(等候企业补充,暂停计时)`;
  }
  const main = limits.find((limit) => limit.label === LIMIT_LABELS.resolve) ?? limits[0];
  return main?.text ?? '—';
}

/** One entry as people read it. */
export function historyLine(
  entry: HistoryEntry,
  now: Date,
  shown: (text: string) => string = maskPhones,
): HistoryLine {
  const past = isActionCode(entry.action) ? actionRule(entry.action).past : entry.action;
  const department = entry.data.input?.department;
  return {
    time: beijingText(entry.at, now),
    who: entry.actorName,
    what: typeof department === 'string' ? `${past}至${department}` : past,
    note: entry.note === null ? null : shown(entry.note),
  };
}

function nextStep(ticket: Ticket, { now, mergedInto, rules }: ViewOptions): string {
  const lead = ticket.leadDepartment ?? '';
  switch (ticket.state) {
    case 'pending_dispatch':
      return `等候派单员派单(${whenText(ticket.dispatchDueAt, now)} 前)`;
    case 'assigned':
      return `等候${lead}签收(${whenText(ticket.signDueAt, now)} 前)`;
    case 'in_progress':
      return `${lead}${ticket.handlerName ? `(${ticket.handlerName})` : ''}办理中`;
    case 'awaiting_enterprise':
      return '等候企业补充情况';
    case 'resolved':
      return `等候企业确认是否解决(${whenText(ticket.confirmDueAt, now)} 前,逾期视为默认确认)`;
    case 'closed':
      return `已归档(${ticket.closedAs === 'default' ? '默认确认' : '企业确认解决'}),${rules.standards.reopen_days} 天内可要求重新办理`;
    case 'cancelled':
      return '已撤销,无后续';
    case 'merged':
      return mergedInto ? `随 ${mergedInto} 一并办理` : '随所并入的工单一并办理';
  }
}

function candidatesOf(ticket: Ticket, { rules }: ActionContext): string[] {
  return (ticket.details.candidates ?? []).map(
    ({ category, lead }) => `${rules.categories.get(category) ?? category} → ${lead}`,
  );
}

function requestText(ticket: Ticket, now: Date, shown: (text: string) => string): string | null {
  const { extension, transfer, leadDepartment } = ticket;
  if (extension?.status === 'asked' && extension.until !== undefined) {
    return `${leadDepartment}申请延期至 ${beijingText(new Date(extension.until), now)}:${shown(extension.reason)}`;
  }
  if (transfer?.status !== 'asked') return null;
  return transfer.kind === 'return'
    ? `${transfer.department}退回:${shown(transfer.reason)}`
    : `${leadDepartment}申请转至${transfer.department}:${shown(transfer.reason)}`;
}
