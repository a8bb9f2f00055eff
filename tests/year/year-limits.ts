import type { HistoryEntry } from '#tickets/tickets.tables.ts';
import type { Minutes } from './year-minutes.ts';

/** A limit that runs, all times in minutes. */
export interface Limit {
  kind: 'dispatch' | 'sign' | 'resolve' | 'support' | 'confirm';
  department: string;
  from: number;
  due: number;
}

/** One period in which a limit ran with one due time. */
export interface Period extends Limit {
  seq: number;
  started: number;
  ended: number | null;
  /** The working minutes for which the limit to resolve had stood still when it began. */
  paused: number;
}

/** The district's standards as the rules of the domain state them, in working days; urgent signing in two hours. */
const DISPATCH = 1;
const SIGN = 1;
const URGENT_SIGN_MINUTES = 120;
const SUPPORT = 3;
const CONFIRM = 5;
const RESOLVE: Record<string, number> = { land: 15, finance: 15 };
const RESOLVE_OTHERS = 7;
const RESOLVE_URGENT = 1;

/** What a second reader of the history knows of a ticket. */
interface Known {
  state: string;
  category: string;
  urgent: boolean;
  lead: string;
  returnedBy: string;
  supporting: string[];
  answered: string[];
  queuedAt: number;
  dispatchDue: number;
  assignedAt: number;
  signDue: number;
  supportFrom: number;
  supportDue: number;
  resolveFrom: number | null;
  resolveDue: number;
  paused: number;
  pausedSince: number | null;
  resolvedAt: number;
  confirmDue: number;
  asked: number | null;
  granted: number | null;
}

/** Every period of every limit of one ticket, worked out from what its history says was done, and when. */
export function periodsOf(history: readonly HistoryEntry[], minutes: Minutes): Period[] {
  const known = unknownYet();
  const periods: Period[] = [];
  history.forEach((entry, i) => {
    const at = minutes.of(entry.at);
    happen(known, entry, at, minutes);
    const next = history[i + 1];
    // What is logged and dispatched by the system at once is one change.
    if (entry.action === 'log' && next?.actorOpenId === null && minutes.of(next.at) === at) return;
    const running = limitsOf(known);
    for (const period of periods) {
      if (period.ended === null && !running.some((limit) => same(limit, period))) period.ended = at;
    }
    for (const limit of running) {
      const runs = periods.some((period) => period.ended === null && same(limit, period));
      if (!runs) periods.push({ ...limit, seq: entry.seq, started: at, ended: null, paused: known.paused });
    }
  });
  return periods;
}

const same = (a: Limit, b: Limit) =>
  a.kind === b.kind && a.department === b.department && a.from === b.from && a.due === b.due;

function unknownYet(): Known {
  return {
    ...{ state: '', category: '', urgent: false, lead: '', returnedBy: '', supporting: [], answered: [] },
    ...{ queuedAt: 0, dispatchDue: 0, assignedAt: 0, signDue: 0, supportFrom: 0, supportDue: 0 },
    ...{ resolveFrom: null, resolveDue: 0, paused: 0, pausedSince: null },
    ...{ resolvedAt: 0, confirmDue: 0, asked: null, granted: null },
  };
}

function limitsOf(known: Known): Limit[] {
  const resolve: Limit[] =
    known.resolveFrom === null
      ? []
      : [{ kind: 'resolve', department: known.lead, from: known.resolveFrom, due: known.resolveDue }];
  const support = known.supporting
    .filter((name) => !known.answered.includes(name))
    .map((department): Limit => {
      return { kind: 'support', department, from: known.supportFrom, due: known.supportDue };
    });
  const sign: Limit = { kind: 'sign', department: known.lead, from: known.assignedAt, due: known.signDue };
  switch (known.state) {
    case 'pending_dispatch':
      return [{ kind: 'dispatch', department: '', from: known.queuedAt, due: known.dispatchDue }, ...resolve];
    case 'assigned':
      return [sign, ...resolve, ...support];
    case 'in_progress':
      return [...resolve, ...support];
    case 'awaiting_enterprise':
      return support;
    case 'resolved':
      return [{ kind: 'confirm', department: '', from: known.resolvedAt, due: known.confirmDue }];
    default:
      return [];
  }
}

function happen(known: Known, entry: HistoryEntry, at: number, minutes: Minutes): void {
  const { input = {}, changes = {} } = entry.data;
  known.state = entry.toState;
  switch (entry.action) {
    case 'log':
      known.category = String(changes.category);
      known.urgent = changes.urgency === 'urgent';
      toDispatcher(known, at, minutes);
      break;
    case 'dispatch':
    case 'transfer':
      toDepartment(known, input, at, minutes);
      break;
    case 'uphold':
      toDepartment(known, { department: known.returnedBy }, at, minutes);
      break;
    case 'split':
      goOn(known, at, minutes);
      toDepartment(known, input, at, minutes);
      break;
    case 'return':
      known.returnedBy = known.lead;
      toDispatcher(known, at, minutes);
      break;
    case 'ask_enterprise':
      known.pausedSince = at;
      break;
    case 'merge':
      if (known.resolveFrom !== null) known.pausedSince = at;
      break;
    case 'answer_department':
    case 'resume':
      goOn(known, at, minutes);
      break;
    case 'support_answer':
      known.answered = changes.supportAnswered as string[];
      break;
    case 'ask_extension':
      known.asked = minutes.of(new Date(`${String(input.until)}T18:00:00+08:00`));
      break;
    case 'grant_extension':
      known.granted = known.asked;
      known.asked = null;
      known.resolveDue = Math.max(known.resolveDue, known.granted ?? 0);
      break;
    case 'refuse_extension':
      known.asked = null;
      break;
    case 'set_urgency':
      otherUrgency(known, input.urgency === 'urgent', at, minutes);
      break;
    case 'resolve':
      known.resolvedAt = at;
      known.confirmDue = minutes.closeAfter(at, CONFIRM);
      break;
    case 'dispute':
    case 'reopen':
      Object.assign(known, { resolveFrom: at, paused: 0, pausedSince: null, asked: null, granted: null });
      known.resolveDue = resolveDue(known, minutes);
      break;
  }
}

function toDispatcher(known: Known, at: number, minutes: Minutes): void {
  Object.assign(known, {
    lead: '',
    queuedAt: at,
    dispatchDue: minutes.closeAfter(at, DISPATCH),
    asked: null,
  });
}

function toDepartment(
  known: Known,
  input: Readonly<Record<string, unknown>>,
  at: number,
  minutes: Minutes,
): void {
  const category = typeof input.category === 'string' ? input.category : known.category;
  const anew = known.resolveFrom === null || category !== known.category;
  known.category = category;
  known.lead = String(input.department);
  const supporting = Array.isArray(input.supporting) ? (input.supporting as string[]) : known.supporting;
  known.supporting = supporting.filter((name) => name !== known.lead);
  known.answered = known.answered.filter((name) => known.supporting.includes(name));
  known.assignedAt = at;
  known.signDue = signDue(known, at, minutes);
  known.supportFrom = at;
  known.supportDue = minutes.closeAfter(at, SUPPORT);
  known.resolveFrom ??= at;
  if (anew) known.resolveDue = resolveDue(known, minutes);
  known.asked = null;
}

function goOn(known: Known, at: number, minutes: Minutes): void {
  if (known.pausedSince === null) return;
  const stood = minutes.between(known.pausedSince, at);
  known.resolveDue = minutes.after(known.resolveDue, stood);
  known.paused += stood;
  known.pausedSince = null;
}

function otherUrgency(known: Known, urgent: boolean, at: number, minutes: Minutes): void {
  known.urgent = urgent;
  if (known.state === 'assigned') {
    const due = signDue(known, urgent ? at : known.assignedAt, minutes);
    known.signDue = urgent ? Math.min(known.signDue, due) : due;
  }
  if (known.resolveFrom === null) return;
  const due = urgent ? minutes.closeAfter(at, RESOLVE_URGENT) : resolveDue(known, minutes);
  known.resolveDue = urgent ? Math.min(known.resolveDue, due) : due;
}

const signDue = (known: Known, from: number, minutes: Minutes) =>
  known.urgent ? minutes.after(from, URGENT_SIGN_MINUTES) : minutes.closeAfter(from, SIGN);

function resolveDue(known: Known, minutes: Minutes): number {
  const days = known.urgent ? RESOLVE_URGENT : (RESOLVE[known.category] ?? RESOLVE_OTHERS);
  const due = minutes.after(minutes.closeAfter(known.resolveFrom ?? 0, days), known.paused);
  return Math.max(due, known.granted ?? 0);
}
