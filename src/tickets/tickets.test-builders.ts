import { type Database, runBatch, type Statement } from '#database/database.ts';
import { isConstraintError } from '#shared/errors.ts';
import { type ActRequest, type ActResult, actOnTicket } from './act-on-ticket.ts';
import { type OpenRequest, openTickets } from './open-tickets.ts';
import type { Actor, TicketRole, TicketRules } from './tickets.action-rule.ts';
import { createCalendar } from './tickets.calendar.ts';
import type { NewTicket } from './tickets.lifecycle.ts';
import { formatNumber } from './tickets.number.ts';
import { standardsSchema } from './tickets.standards.ts';
import type { HistoryEntry, Ticket } from './tickets.tables.ts';
import type { DraftData } from './tickets.types.ts';

/** The defaults of the domain, written out: what the shipped file must hold as well. */
export const rules: TicketRules = {
  calendar: createCalendar(),
  standards: standardsSchema.parse({
    dispatch: '1 个工作日',
    sign: { normal: '1 个工作日', urgent: '2 个工作小时' },
    resolve: {
      normal: '7 个工作日',
      urgent: '1 个工作日',
      categories: { land: '15 个工作日', finance: '15 个工作日' },
    },
    support: '3 个工作日',
    return: '1 个工作日',
    final_assignment: 3,
    confirm: '5 个工作日',
    reopen_days: 30,
    remind: { half: true, day_before: true, leader_after: '3 个工作日' },
  }),
  categories: new Map([
    ['energy', '用能'],
    ['land', '用地'],
    ['labor', '用工'],
  ]),
  isDepartment: (name) => ['区经济信息委', '区教委', '区人力社保局', '江津区规划和自然资源局'].includes(name),
};

/** A Beijing time as an instant: `2026-11-24T10:00`. */
export const at = (text: string) => new Date(`${text}:00+08:00`);

export function actor(name: string, roles: TicketRole[], departments: string[] = []): Actor {
  return { openId: `ou_${name}`, name, roles, departments };
}

export const enterprise = actor('王芳', ['enterprise']);
export const commissioner = actor('陈静', ['commissioner']);
export const handler = actor('李强', ['lead-department'], ['区经济信息委']);
export const dispatcher = actor('赵敏', ['dispatcher']);
export const leader = actor('周书记', ['leader']);

export const sampleData: DraftData = {
  enterprise: {
    id: 'e1',
    name: '重庆鑫宏铝业有限公司',
    park: '德感工业园',
    town: '德感街道',
    tier: 'municipal',
  },
  items: [
    {
      category: 'energy',
      description: '夏季限电,生产线停了,联系人 13812345678',
      urgency: 'normal',
      lead: '区经济信息委',
      supporting: [],
      details: {},
    },
  ],
};

/** A draft's data with another first problem. */
export function dataWith(item: Partial<DraftData['items'][number]>): DraftData {
  const [first] = sampleData.items;
  if (!first) throw new Error('the sample has a problem');
  return { ...sampleData, items: [{ ...first, ...item }] };
}

export function newTicket(changes: Partial<NewTicket> = {}): NewTicket {
  return {
    ...{ id: 't1', day: '2026-11-24', seq: 1, number: formatNumber('2026-11-24', changes.seq ?? 1) },
    ...{ enterpriseId: 'e1', enterpriseName: '重庆鑫宏铝业有限公司', park: null, town: null, tier: null },
    ...{ category: 'energy', description: '限电', details: {}, urgency: 'normal' },
    ...{ reporterOpenId: 'ou_王芳', reporterName: '王芳', sourceChatId: 'oc_1', sourceMessageId: null },
    ...{ draftId: null, draftItem: null, linkedGroup: null, mergedInto: null },
    ...{ leadDepartment: null, supporting: [], supportAnswered: [], handlerOpenId: null, handlerName: null },
    ...{ createdAt: at('2026-11-24T10:00'), queuedAt: null, dispatchDueAt: null, assignedAt: null },
    ...{ signDueAt: null, returnUntil: null, signedAt: null, resolveFrom: null, resolveDueAt: null },
    ...{ pausedSince: null, pausedMs: 0, supportFrom: null, supportDueAt: null, resolvedAt: null },
    ...{ confirmDueAt: null, closedAt: null, closedAs: null, satisfaction: null, assignmentFinal: false },
    ...{ extension: null, transfer: null, assignments: 0, returns: 0, disputes: 0, reopenings: 0 },
    ...{ urges: 0, urgedAt: null, supervisions: 0 },
    ...changes,
  };
}

/** Decides and commits, and reads again when somebody else was faster: what the inbox does. */
export async function commit<R extends { statements: Statement[] }>(
  db: Database,
  decide: () => Promise<R>,
): Promise<R> {
  for (;;) {
    const result = await decide();
    try {
      await runBatch(db, result.statements);
      return result;
    } catch (error) {
      if (!isConstraintError(error)) throw error;
    }
  }
}

export async function open(db: Database, changes: Partial<OpenRequest> = {}): Promise<Ticket> {
  const request: OpenRequest = {
    data: sampleData,
    actor: enterprise,
    source: { chatId: 'oc_e1', messageId: 'om_1' },
    now: at('2026-11-24T10:00'),
    rules,
    ...changes,
  };
  const { tickets } = await commit(db, () => openTickets(db, request));
  const [ticket] = tickets;
  if (!ticket) throw new Error('nothing was opened');
  return ticket;
}

export async function act(
  db: Database,
  ticket: Ticket,
  action: ActRequest['action'],
  changes: Partial<ActRequest> = {},
): Promise<ActResult> {
  const request = {
    ticketId: ticket.id,
    action,
    actor: handler,
    now: at('2026-11-24T11:00'),
    rules,
    ...changes,
  };
  return commit(db, () => actOnTicket(db, request));
}

const INSTANTS = new Set<string>([
  ...['createdAt', 'queuedAt', 'dispatchDueAt', 'assignedAt', 'signDueAt', 'returnUntil', 'signedAt'],
  ...['resolveFrom', 'resolveDueAt', 'pausedSince', 'supportFrom', 'supportDueAt', 'resolvedAt'],
  ...['confirmDueAt', 'closedAt', 'urgedAt', 'updatedAt'],
]);

/** The ticket as its history alone tells it. */
export function replay(history: readonly HistoryEntry[]): Ticket {
  const ticket: Record<string, unknown> = {};
  for (const entry of history) {
    for (const [name, value] of Object.entries(entry.data.changes ?? {})) {
      ticket[name] = typeof value === 'string' && INSTANTS.has(name) ? new Date(value) : value;
    }
    Object.assign(ticket, { state: entry.toState, version: entry.seq, updatedAt: entry.at });
  }
  return ticket as unknown as Ticket;
}
