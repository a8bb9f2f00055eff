import { summaryTexts } from '#texts/summaries.zh-CN.ts';
import { QUIET_DAYS } from './summaries.commissioners.ts';
import { nameOf } from './summaries.figures.ts';
import { AGE_BANDS, type AgeBand, type FigureRef, GROUPINGS, type Grouping } from './summaries.types.ts';

/** What a figure means: shown as help beside it, and in the documents. */
export interface Definition {
  title: string;
  /** What is counted; of a rate, the part. */
  counts: string;
  /** Of a rate, the whole. */
  of?: string;
  /** Which date decides whether something belongs to the span. */
  by: string;
}

const EACH_ONCE = '每件工单计一次';

export const DEFINITIONS = {
  logged: { title: '新增', counts: `期内登记的工单,${EACH_ONCE},含其后撤销、并单的`, by: '登记时间' },
  resolved: { title: '办结', counts: `期内由主办单位办结的工单,${EACH_ONCE},含其后重办的`, by: '办结时间' },
  closed: {
    title: '归档',
    counts: `期内经企业确认或默认确认归档的工单,${EACH_ONCE},含其后重新办理的`,
    by: '归档时间',
  },
  open: {
    title: '期末未归档',
    counts: '期末尚未归档、撤销、并单的工单,含已办结待企业确认的',
    by: '期末时点',
  },
  overdue: {
    title: '期末超期',
    counts: '期末未办结且已过办结时限的工单;待企业补充期间暂停计时,不计超期',
    by: '期末时点',
  },
  response: {
    title: '响应率',
    counts: '其中在时限内签收的工单;同一工单期内有多次签收时限的,均按时签收才计入',
    of: `签收时限在期内届满的工单,${EACH_ONCE};届满前已退回、转办、撤销的不计`,
    by: '签收时限届满时间',
  },
  onTime: {
    title: '按时办结率',
    counts: '其中在时限内办结的工单',
    of: `办结时限在期内届满的工单,${EACH_ONCE};届满前已暂停、延期、撤销、并单的按新的时限计`,
    by: '办结时限届满时间',
  },
  solved: {
    title: '解决率',
    counts: '其中企业最后一次答复为已解决的工单',
    of: `期内企业答复是否解决的工单,${EACH_ONCE};默认确认不计`,
    by: '企业答复时间',
  },
  satisfied: {
    title: '满意率',
    counts: '其中最后一次评价为满意或基本满意的工单',
    of: `期内企业作出满意度评价的工单,${EACH_ONCE}`,
    by: '评价时间',
  },
  sign: {
    title: '签收用时',
    counts: '期内签收的工单,从派单到签收的工作小时;中位数,以及九成工单不超过的用时',
    by: '签收时间',
  },
  resolve: {
    title: '办结用时',
    counts: '期内办结的工单,从登记到办结的工作小时,扣除待企业补充、已办结和已归档的时间',
    by: '办结时间',
  },
  groups: {
    title: '分类统计',
    counts: '类别、主办单位以期末为准,园区镇街、企业层级以登记时为准;各行之和等于合计',
    by: '与各项指标相同',
  },
  age: {
    title: '未归档工单时长',
    counts: '期末未归档的工单,从登记次日起至期末的工作日数',
    by: '登记时间',
  },
  days: { title: '每日新增与归档', counts: '每日登记的工单和归档的工单', by: '登记时间、归档时间' },
  returns: { title: '退单', counts: `期内被该单位退回的工单,${EACH_ONCE}`, by: '退回时间' },
  disputes: {
    title: '反映未解决',
    counts: `期内企业对该单位办结的工单反映未解决的,${EACH_ONCE}`,
    by: '反映时间',
  },
  reopenings: {
    title: '重新办理',
    counts: `期内归档后要求该单位重新办理的工单,${EACH_ONCE}`,
    by: '要求时间',
  },
  repeated: {
    title: '重复反映',
    counts:
      '同一企业同一类别在本期和上期登记两件以上且本期至少一件,或同一园区镇街同一类别本期有两家以上企业登记;已撤销的不计',
    by: '登记时间',
  },
  topics: { title: '咨询热点', counts: '期内所答问题,按最相符的条款归类', by: '提问时间' },
  gaps: { title: '政策空白', counts: '期内提出、政策文件中没有依据的问题', by: '提问时间' },
  commissioners: {
    title: '服务专员',
    counts: `按出具时名录;登记数为专员本人期内登记的工单;${QUIET_DAYS} 天未联系指期末前 ${QUIET_DAYS} 天内企业没有登记工单、没有提问,企业联系人和服务专员也没有办理过其工单`,
    by: '登记、提问、办理时间',
  },
} as const satisfies Record<string, Definition>;
export type DefinitionKey = keyof typeof DEFINITIONS;

export const AGE_TITLES: Record<AgeBand, string> = {
  to3: '3 个工作日以内',
  to7: '4—7 个工作日',
  to15: '8—15 个工作日',
  over15: '15 个工作日以上',
};

/** A definition as one sentence of help. */
export function helpOf(key: DefinitionKey): string {
  const { title, counts, by, of }: Definition = DEFINITIONS[key];
  return of === undefined
    ? `${title}:${counts}(按${by})。`
    : `${title}:分母为${of},分子为${counts}(按${by})。`;
}

/** What a list behind a figure is called: `用地 新增`, `区税务局 退单`, `响应率:按时签收`. */
export function titleOf(
  ref: FigureRef,
  categories: ReadonlyMap<string, string>,
  people: ReadonlyMap<string, string> = new Map(),
): string {
  const [head, ...rest] = ref.split('/');
  const tail = rest.at(-1) ?? '';
  const key = rest.slice(0, -1).join('/');
  const names = { ...summaryTexts, categories };
  if (isGrouping(head)) return `${nameOf(head, key, names)} ${simpleTitle(tail)}`;
  switch (head) {
    case 'age':
      return AGE_BANDS.includes(tail as AgeBand) ? `未归档 ${AGE_TITLES[tail as AgeBand]}` : ref;
    case 'day':
    case 'trouble':
      return `${key} ${simpleTitle(tail)}`;
    case 'commissioner':
      return `${people.get(key) ?? '服务专员'} 登记`;
    case 'repeated':
      return `${key.slice(key.indexOf('/') + 1)} ${nameOf('category', tail, names)} 重复反映`;
    default:
      return simpleTitle(ref);
  }
}

function isGrouping(head: string | undefined): head is Grouping {
  return (GROUPINGS as readonly (string | undefined)[]).includes(head);
}

const PARTS: Record<string, string> = {
  response: '响应率:期内应签收',
  'response.done': '响应率:按时签收',
  onTime: '按时办结率:期内应办结',
  'onTime.done': '按时办结率:按时办结',
  solved: '解决率:企业已答复',
  'solved.done': '解决率:企业确认已解决',
  satisfied: '满意率:企业已评价',
  'satisfied.done': '满意率:满意和基本满意',
  signed: '期内签收',
};

function simpleTitle(key: string): string {
  if (Object.hasOwn(PARTS, key)) return PARTS[key] ?? key;
  return Object.hasOwn(DEFINITIONS, key) ? DEFINITIONS[key as DefinitionKey].title : key;
}
