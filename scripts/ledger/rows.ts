import type { District } from '#conversation/conversation.types.ts';
import { draftEnterprise } from '#conversation/draft-report.ts';
import { understandReport } from '#conversation/understanding/understanding.ts';
import type { EnterpriseFinder } from '#directory/directory.finder.ts';
import type { RawRow } from '#directory/directory.sections.ts';
import type { LedgerField, LedgerMapping } from '#tickets/tickets.ledger-columns.ts';
import { type LedgerRow, ledgerTime } from '#tickets/tickets.ledger-import.ts';
import { routeCategory } from '#tickets/tickets.routing.ts';

export interface ReadContext {
  district: Omit<District, 'policy'>;
  enterprises: EnterpriseFinder;
}

export interface ReadRows {
  rows: LedgerRow[];
  /** What keeps the file from being brought in, by line. */
  problems: string[];
  /** What was taken in another way than it is written. */
  remarks: string[];
}

const ENDED = /办结|归档|完成|解决|销号|^是$|^已/;
const CANCELLED = /撤销|作废|并单|重复/;
const NOT_ENDED = /未|待|办理中|正在|推进|^否$/;

/** Reads the lines below the header; empty ones, and repeated headers, are left out. */
export async function readRows(
  lines: readonly RawRow[],
  mapping: LedgerMapping,
  context: ReadContext,
): Promise<ReadRows> {
  const result: ReadRows = { rows: [], problems: [], remarks: [] };
  for (const { line, cells } of lines) {
    const text = (field: LedgerField) => (cells[mapping[field] ?? -1] ?? '').trim();
    if (text('enterprise') === '' && text('description') === '') continue;
    const loggedAt = ledgerTime(text('loggedAt'));
    if (!loggedAt) {
      result.problems.push(`第 ${line} 行:登记时间“${text('loggedAt')}”不是日期,应写成 2026-03-01 的样子`);
      continue;
    }
    if (text('enterprise') === '' || text('description') === '') {
      result.problems.push(`第 ${line} 行:缺少企业名称或诉求内容`);
      continue;
    }
    result.rows.push(
      await readRow(text, loggedAt, context, (remark) => result.remarks.push(`第 ${line} 行${remark}`)),
    );
  }
  return result;
}

async function readRow(
  text: (field: LedgerField) => string,
  loggedAt: Date,
  { district, enterprises }: ReadContext,
  remark: (text: string) => void,
): Promise<LedgerRow> {
  const { exact } = await enterprises.find(text('enterprise'));
  if (!exact) remark(`:名录中没有“${text('enterprise')}”,按原文导入`);
  const enterprise = exact
    ? draftEnterprise(exact)
    : { id: null, name: text('enterprise'), park: null, town: null, tier: null };
  const description = text('description');
  const category = categoryOf(text('category'), description, district, remark);
  // 已办结待确认 has ended for the department.
  const state = text('state').replace('待确认', '');
  const resolvedAt = ledgerTime(text('resolvedAt'));
  const closedAt = ledgerTime(text('closedAt'));
  const ended =
    state === '' ? resolvedAt !== null || closedAt !== null : ENDED.test(state) && !NOT_ENDED.test(state);
  return {
    ...{ enterprise, category, description, loggedAt, resolvedAt, closedAt, ended },
    cancelled: CANCELLED.test(state),
    urgent: /急|^是$/.test(text('urgency')) && !/不急|非紧急/.test(text('urgency')),
    reporter: text('reporter') || '台账导入',
    lead: leadOf(text('lead'), category, enterprise, district, remark),
    supporting: text('supporting')
      .split(/[、,,;;\n]/)
      .flatMap((name) => district.departments.resolveDepartment(name.trim())?.name ?? []),
    handler: text('handler'),
    assignedAt: ledgerTime(text('assignedAt')),
    signedAt: ledgerTime(text('signedAt')),
    result: text('result'),
    satisfaction: text('satisfaction'),
  };
}

function categoryOf(
  written: string,
  description: string,
  district: ReadContext['district'],
  remark: (text: string) => void,
): string {
  const known = district.categories.find(({ code, name }) => name === written || code === written);
  if (known) return known.code;
  const [problem] = understandReport(description, district.understanding).problems;
  const code = problem?.category ?? 'other';
  const name = district.rules.categories.get(code) ?? code;
  if (written !== '') remark(`:没有“${written}”这个类别,按内容归为“${name}”`);
  return code;
}

/** The first of several units is the lead; without a known one, the routing file's. */
function leadOf(
  written: string,
  category: string,
  place: { park: string | null; town: string | null },
  { departments, categories }: ReadContext['district'],
  remark: (text: string) => void,
): string | null {
  const [first = ''] = written.split(/[、,,;;\n]/).map((name) => name.trim());
  const named = first === '' ? null : departments.resolveUnit(first, place);
  if (named) return named.name;
  const routed = departments.resolveUnit(routeCategory(categories, category).lead, place)?.name ?? null;
  if (first !== '') remark(`:名录中没有“${first}”这个单位,${routed ? `改为${routed}` : '待派单'}`);
  return routed;
}
