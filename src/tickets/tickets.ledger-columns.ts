/** The columns of an old 诉求台账 that can be brought in, each with the headers under which districts keep it. */
export const LEDGER_FIELDS = {
  number: { title: '编号', required: false, names: ['工单号', '编号', '工单编号', '诉求编号'] },
  loggedAt: {
    title: '登记时间',
    required: true,
    names: [
      '登记时间',
      '登记日期',
      '受理时间',
      '受理日期',
      '收集时间',
      '反映时间',
      '提出时间',
      '日期',
      '时间',
    ],
  },
  enterprise: {
    title: '企业名称',
    required: true,
    names: ['企业名称', '企业', '公司名称', '单位名称', '诉求企业', '反映企业'],
  },
  category: {
    title: '诉求类别',
    required: false,
    names: ['诉求类别', '问题类别', '类别', '诉求类型', '问题类型', '分类', '类型'],
  },
  description: {
    title: '诉求内容',
    required: true,
    names: [
      '诉求内容',
      '问题描述',
      '诉求事项',
      '反映问题',
      '具体诉求',
      '问题及诉求',
      '主要问题',
      '诉求',
      '问题',
      '内容',
    ],
  },
  urgency: { title: '紧急程度', required: false, names: ['紧急程度', '是否紧急', '缓急'] },
  reporter: {
    title: '反映人',
    required: false,
    names: ['反映人', '登记人', '联系人', '企业联系人', '服务专员'],
  },
  lead: {
    title: '主办单位',
    required: false,
    names: ['主办单位', '责任单位', '牵头单位', '承办单位', '办理单位', '责任部门', '牵头部门'],
  },
  supporting: { title: '协办单位', required: false, names: ['协办单位', '配合单位', '配合部门'] },
  handler: { title: '经办人', required: false, names: ['经办人', '承办人', '办理人', '责任人'] },
  assignedAt: {
    title: '派单时间',
    required: false,
    names: ['派单时间', '交办时间', '转办时间', '交办日期', '派单日期'],
  },
  signedAt: { title: '签收时间', required: false, names: ['签收时间', '签收日期', '接单时间'] },
  resolvedAt: {
    title: '办结时间',
    required: false,
    names: ['办结时间', '办结日期', '完成时间', '完成日期', '解决时间', '办理时间'],
  },
  result: {
    title: '办理结果',
    required: false,
    names: ['办理结果', '办理情况', '处理结果', '答复情况', '办理进展', '解决情况', '处理情况', '落实情况'],
  },
  closedAt: { title: '归档时间', required: false, names: ['归档时间', '归档日期', '销号时间'] },
  state: { title: '状态', required: false, names: ['状态', '办理状态', '是否办结', '是否解决', '完成情况'] },
  satisfaction: { title: '满意度', required: false, names: ['满意度', '评价', '企业评价', '是否满意'] },
} as const satisfies Record<string, { title: string; required: boolean; names: readonly string[] }>;
export type LedgerField = keyof typeof LEDGER_FIELDS;
export const LEDGER_FIELD_CODES = Object.keys(LEDGER_FIELDS) as LedgerField[];

/** Which column, from 0, holds which field. */
export type LedgerMapping = Partial<Record<LedgerField, number>>;

export interface GuessedMapping {
  mapping: LedgerMapping;
  /** Required fields for which no header speaks clearly. */
  unclear: LedgerField[];
  /** Headers that were taken for nothing. */
  unused: string[];
}

const plain = (header: string) =>
  header
    .normalize('NFKC')
    .replace(/[((].*?[))]/g, '')
    .replace(/[\s::*]/g, '');

/** The row that holds the headers: the one with the most known names among the first ten; -1 where none has two. */
export function headerRowOf(rows: readonly (readonly string[])[]): number {
  const known = new Set<string>(LEDGER_FIELD_CODES.flatMap((code) => [...LEDGER_FIELDS[code].names]));
  const counts = rows.slice(0, 10).map((row) => row.filter((cell) => known.has(plain(cell))).length);
  const best = Math.max(0, ...counts);
  return best >= 2 ? counts.indexOf(best) : -1;
}

/** Maps headers to fields: by a known name, the more usual names first; each column once. */
export function guessMapping(headers: readonly string[]): GuessedMapping {
  const mapping: LedgerMapping = {};
  const taken = new Set<number>();
  const take = (code: LedgerField, column: number) => {
    if (column < 0 || taken.has(column) || mapping[code] !== undefined) return;
    mapping[code] = column;
    taken.add(column);
  };
  const names = headers.map(plain);
  for (const code of LEDGER_FIELD_CODES) {
    const found = LEDGER_FIELDS[code].names.find((name) => names.includes(name));
    if (found !== undefined) take(code, names.indexOf(found));
  }
  // A longer header that holds exactly one field's full name: 企业名称全称.
  for (const code of LEDGER_FIELD_CODES) {
    const [full] = LEDGER_FIELDS[code].names;
    const holding = names.flatMap((name, i) => (!taken.has(i) && name.includes(full) ? [i] : []));
    if (holding.length === 1) take(code, holding[0] ?? -1);
  }
  return {
    mapping,
    unclear: LEDGER_FIELD_CODES.filter((code) => LEDGER_FIELDS[code].required && mapping[code] === undefined),
    unused: headers.filter((header, i) => header.trim() !== '' && !taken.has(i)),
  };
}
