import type { Database, Statement } from '#database/database.ts';
import { beijingDay } from '#shared/beijing.ts';
import { Conflict, InvalidInput } from '#shared/errors.ts';
import { newId } from '#shared/ids.ts';
import { type Actor, type Notice, SYSTEM, type TicketRules } from './tickets.action-rule.ts';
import { clockStatements } from './tickets.clocks.ts';
import { draftStatement, getDraft } from './tickets.drafts.ts';
import { applyAction, beginTicket, type NewTicket } from './tickets.lifecycle.ts';
import { formatNumber } from './tickets.number.ts';
import { periodStatements } from './tickets.periods.ts';
import { insertHistory, insertTicket, nextSeq, ticketsOfDraft } from './tickets.store.ts';
import type { HistoryEntry, Ticket } from './tickets.tables.ts';
import type { DraftData, DraftItem } from './tickets.types.ts';

export interface OpenRequest {
  data: DraftData;
  /** The draft that is submitted, if there was one: it becomes tickets once, however often it is submitted. */
  draftId?: string | null;
  /** Who reports. Whoever may report in a chat is the caller's to decide; here everybody may. */
  actor: Actor;
  source: { chatId: string; messageId: string | null };
  now: Date;
  rules: TicketRules;
}

export interface OpenResult {
  /** To be committed by the caller, in one batch: two who took the same number fail on its key, and one reads again. */
  statements: Statement[];
  tickets: Ticket[];
  /** The history entries of each ticket, in its order: for showing a card without reading them back. */
  history: HistoryEntry[][];
  notices: Notice[];
}

/**
 * Logs one ticket for each problem, linked where there are several. A problem with a lead department is dispatched at
 * once by the system; without one, or with one that takes no tickets, it waits for the dispatcher.
 * @throws InvalidInput where something needed is missing, Conflict where the draft was submitted or discarded before
 */
export async function openTickets(db: Database, request: OpenRequest): Promise<OpenResult> {
  const { data, draftId = null, now } = request;
  checkComplete(data, request.rules);
  if (draftId !== null) await requireOpenDraft(db, draftId);
  const day = beijingDay(now);
  const first = await nextSeq(db, day);
  const linkedGroup = data.items.length > 1 ? newId() : null;
  const opened = data.items.map((item, index) => {
    const place = { day, seq: first + index, draftItem: draftId === null ? null : index, linkedGroup };
    return openOne(db, freshTicket(request, item, place), item, request);
  });
  return {
    statements: [
      ...opened.flatMap((one) => one.statements),
      ...(draftId === null ? [] : [draftStatement(db, draftId, { state: 'submitted', data }, now)]),
    ],
    tickets: opened.map((one) => one.ticket),
    history: opened.map((one) => one.history),
    notices: opened.flatMap((one) => one.notices),
  };
}

function openOne(db: Database, fresh: NewTicket, item: DraftItem, { actor, now, rules }: OpenRequest) {
  const reporter: Actor = { ...actor, roles: [...new Set([...actor.roles, 'enterprise' as const])] };
  const logged = beginTicket(fresh, { actor: reporter, now, rules });
  const dispatched =
    item.lead !== null && rules.isDepartment(item.lead)
      ? applyAction(logged.after, {
          action: 'dispatch',
          actor: SYSTEM,
          input: {
            department: item.lead,
            supporting: item.supporting.filter((name) => rules.isDepartment(name)),
          },
          now,
          rules,
        })
      : null;
  const ticket = dispatched?.after ?? logged.after;
  const history = dispatched ? [logged.entry, dispatched.entry] : [logged.entry];
  const change = { before: null, after: ticket, action: (dispatched ?? logged).action, at: now };
  return {
    ticket,
    history,
    statements: [
      insertTicket(db, ticket),
      ...history.map((entry) => insertHistory(db, entry)),
      ...clockStatements(db, change, rules),
      ...periodStatements(db, change),
    ],
    // What is dispatched at once is told once: where it went, not that it was logged.
    notices: (dispatched ?? logged).notices,
  };
}

function freshTicket(
  { data, draftId = null, actor, source, now }: OpenRequest,
  item: DraftItem,
  place: { day: string; seq: number; draftItem: number | null; linkedGroup: string | null },
): NewTicket {
  return {
    id: newId(),
    ...place,
    number: formatNumber(place.day, place.seq),
    draftId,
    enterpriseId: data.enterprise?.id ?? null,
    enterpriseName: data.enterprise?.name.trim() ?? '',
    park: data.enterprise?.park ?? null,
    town: data.enterprise?.town ?? null,
    tier: data.enterprise?.tier ?? null,
    category: item.category,
    description: item.description.trim(),
    details: item.details,
    urgency: item.urgency,
    reporterOpenId: actor.openId ?? '',
    reporterName: actor.name,
    sourceChatId: source.chatId,
    sourceMessageId: source.messageId,
    createdAt: now,
    ...BLANK_TICKET,
  };
}

/** What a ticket has before anything has happened to it. */
export const BLANK_TICKET = {
  leadDepartment: null,
  supporting: [],
  supportAnswered: [],
  handlerOpenId: null,
  handlerName: null,
  mergedInto: null,
  queuedAt: null,
  dispatchDueAt: null,
  assignedAt: null,
  signDueAt: null,
  returnUntil: null,
  signedAt: null,
  resolveFrom: null,
  resolveDueAt: null,
  pausedSince: null,
  pausedMs: 0,
  supportFrom: null,
  supportDueAt: null,
  resolvedAt: null,
  confirmDueAt: null,
  closedAt: null,
  closedAs: null,
  satisfaction: null,
  assignmentFinal: false,
  extension: null,
  transfer: null,
  assignments: 0,
  returns: 0,
  disputes: 0,
  reopenings: 0,
  urges: 0,
  urgedAt: null,
  supervisions: 0,
} satisfies Partial<NewTicket>;

function checkComplete(data: DraftData, rules: TicketRules): void {
  if (data.enterprise === null || data.enterprise.name.trim() === '') {
    throw new InvalidInput('ticket.enterprise', '请先选择或填写企业名称');
  }
  if (data.items.length === 0) throw new InvalidInput('ticket.items', '请写明要登记的问题');
  for (const item of data.items) {
    if (item.description.trim() === '') throw new InvalidInput('ticket.description', '请写明问题的具体情况');
    if (!rules.categories.has(item.category)) {
      throw new InvalidInput('ticket.category', `没有「${item.category}」这个诉求类别,请重新选择`);
    }
  }
}

async function requireOpenDraft(db: Database, draftId: string): Promise<void> {
  const draft = await getDraft(db, draftId);
  if (draft === null) throw new InvalidInput('ticket.draft', '没有找到这份登记草稿,请重新登记');
  if (draft.state === 'discarded')
    throw new Conflict('ticket.draft_discarded', '这份登记草稿已取消,请重新登记');
  if (draft.state === 'open') return;
  const numbers = (await ticketsOfDraft(db, draftId)).map((ticket) => ticket.number).join('、');
  throw new Conflict('ticket.draft_submitted', `已登记为 ${numbers},无需重复提交`);
}
