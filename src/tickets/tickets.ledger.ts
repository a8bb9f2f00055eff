import { and, asc, eq, gte, inArray, lt } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import { beijingIso } from '#shared/beijing.ts';
import { maskPhones } from '#shared/masking.ts';
import type { TicketRules } from './tickets.action-rule.ts';
import { SATISFACTION_OPTIONS } from './tickets.actions-end.ts';
import { STATE_NAMES } from './tickets.lifecycle.ts';
import { type Ticket, ticketHistory, tickets } from './tickets.tables.ts';

const PAGE = 90;

interface Column {
  title: string;
  value(ticket: Ticket, result: string, rules: TicketRules): string | number;
}

/** The columns of a usual 诉求台账. */
const COLUMNS: readonly Column[] = [
  { title: '工单号', value: (t) => t.number },
  { title: '登记时间', value: (t) => time(t.createdAt) },
  { title: '企业名称', value: (t) => t.enterpriseName },
  { title: '园区', value: (t) => t.park ?? '' },
  { title: '镇街', value: (t) => t.town ?? '' },
  { title: '诉求类别', value: (t, _, rules) => rules.categories.get(t.category) ?? t.category },
  { title: '诉求内容', value: (t) => maskPhones(t.description) },
  { title: '紧急程度', value: (t) => (t.urgency === 'urgent' ? '紧急' : '一般') },
  { title: '反映人', value: (t) => t.reporterName },
  { title: '状态', value: (t) => STATE_NAMES[t.state] },
  { title: '主办单位', value: (t) => t.leadDepartment ?? '' },
  { title: '协办单位', value: (t) => t.supporting.join('、') },
  { title: '经办人', value: (t) => t.handlerName ?? '' },
  { title: '派单时间', value: (t) => time(t.assignedAt) },
  { title: '签收时间', value: (t) => time(t.signedAt) },
  { title: '办结时限', value: (t) => time(t.resolveDueAt) },
  { title: '办结时间', value: (t) => time(t.resolvedAt) },
  { title: '办理结果', value: (_, result) => maskPhones(result) },
  { title: '归档时间', value: (t) => time(t.closedAt) },
  {
    title: '满意度',
    value: (t) => SATISFACTION_OPTIONS.find((o) => o.value === t.satisfaction)?.label ?? '',
  },
  { title: '退单次数', value: (t) => t.returns },
  { title: '重办次数', value: (t) => t.disputes + t.reopenings },
  { title: '催办次数', value: (t) => t.urges },
  { title: '督办次数', value: (t) => t.supervisions },
];

export const LEDGER_TITLES: readonly string[] = COLUMNS.map((column) => column.title);

/**
 * The tickets logged from `from` on and before `to`, as rows of a spreadsheet in the order of their numbers.
 * Times are Beijing's (`2026-11-24 10:00`), phone numbers masked.
 */
export async function ledgerRows(
  db: Database,
  { from, to }: { from: Date; to: Date },
  rules: TicketRules,
): Promise<(string | number)[][]> {
  const rows: (string | number)[][] = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = await db
      .select()
      .from(tickets)
      .where(and(gte(tickets.createdAt, from), lt(tickets.createdAt, to)))
      .orderBy(asc(tickets.day), asc(tickets.seq))
      .limit(PAGE)
      .offset(offset);
    const results = await resultsOf(db, page);
    rows.push(
      ...page.map((ticket) => COLUMNS.map((c) => c.value(ticket, results.get(ticket.id) ?? '', rules))),
    );
    if (page.length < PAGE) return rows;
  }
}

/** What each was resolved with, the last time. */
async function resultsOf(db: Database, page: readonly Ticket[]): Promise<Map<string, string>> {
  if (page.length === 0) return new Map();
  const ids = page.map((ticket) => ticket.id);
  const entries = await db
    .select({ id: ticketHistory.ticketId, note: ticketHistory.note })
    .from(ticketHistory)
    .where(and(inArray(ticketHistory.ticketId, ids), eq(ticketHistory.action, 'resolve')))
    .orderBy(asc(ticketHistory.seq));
  return new Map(entries.map(({ id, note }) => [id, note ?? '']));
}

function time(at: Date | null): string {
  return at === null ? '' : beijingIso(at).slice(0, 16).replace('T', ' ');
}
