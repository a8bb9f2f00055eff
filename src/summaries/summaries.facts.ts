import { reportTexts as words } from '#texts/report.zh-CN.ts';
import {
  AGE_BANDS,
  COUNT_KEYS,
  GROUPINGS,
  type GroupRow,
  RATE_KEYS,
  type Summary,
} from './summaries.types.ts';
import { hoursText, nameOfDepartment, rateChange, rateText } from './summaries.wording.ts';

/** What a number counts. */
export type Unit = 'piece' | 'percent' | 'point' | 'hour' | 'day' | 'time' | 'enterprise' | 'item';

/** A computed figure as it may be said: of whom, of what, and the numbers for it (now, before, the change). */
export interface Fact {
  /** A category, a department, a place…; empty for the whole district. */
  subject: string;
  measure: Measure;
  unit: Unit;
  values: number[];
}

/** What is measured, and the words that name it. The longer words come first. */
export const MEASURES = {
  onTime: /按时办结率/g,
  response: /响应率/g,
  solved: /解决率/g,
  satisfied: /满意率/g,
  hours: /签收用时|办结用时|中位数|90%分位/g,
  overdue: /超期|逾期/g,
  disputes: /反映未解决/g,
  reopenings: /重新办理|重办/g,
  resolved: /办结/g,
  logged: /新增|登记/g,
  age: /工作日(?:以内|以上)/g,
  open: /未归档|在办/g,
  closed: /归档/g,
  questions: /咨询|提问/g,
  gaps: /依据/g,
  quiet: /联系/g,
  returns: /退单/g,
  repeated: /集中|反复|再次/g,
} as const;
export type Measure = keyof typeof MEASURES;

/** Every figure of a summary that a narrative may say. */
export function factsOf(summary: Summary): Fact[] {
  const { counts, rates, durations, groups, groupsBefore } = summary;
  return [
    ...COUNT_KEYS.map((key) => piece('', key, moves(counts[key].now, counts[key].before))),
    ...RATE_KEYS.flatMap((key) => rateFacts(key, rates[key])),
    ...[durations.sign, durations.resolve].map(({ now, before }) => ({
      ...{ subject: '', measure: 'hours' as const, unit: 'hour' as const },
      values: [now.median, now.p90, before.median, before.p90].filter((v) => v !== null).map(oneDecimal),
    })),
    ...GROUPINGS.flatMap((grouping) => groupFacts(groups[grouping], groupsBefore[grouping])),
    ...AGE_BANDS.map((band) => piece('', 'age', [summary.openAge[band]])),
    { subject: '', measure: 'age', unit: 'day', values: [3, 4, 7, 8, 15] },
    { subject: '', measure: 'overdue', unit: 'day', values: summary.overdue.map((line) => line.overdueDays) },
    ...summary.trouble.flatMap((row) =>
      (['overdue', 'returns', 'disputes', 'reopenings'] as const).map((key) =>
        piece(nameOfDepartment(row.department), key, [row[key]]),
      ),
    ),
    ...summary.repeated.flatMap(({ name, category, total, enterprises }) =>
      [name, category].flatMap((subject): Fact[] => [
        { subject, measure: 'repeated', unit: 'piece', values: [total] },
        { subject, measure: 'repeated', unit: 'enterprise', values: [enterprises] },
      ]),
    ),
    {
      ...{ subject: '', measure: 'questions' as const, unit: 'time' as const },
      values: moves(summary.questions.now, summary.questions.before),
    },
    { subject: '', measure: 'gaps', unit: 'item', values: [summary.gaps.length] },
    { subject: '', measure: 'quiet', unit: 'day', values: [30] },
    {
      ...{ subject: '', measure: 'quiet' as const, unit: 'enterprise' as const },
      values: [new Set(summary.commissioners.flatMap(({ quiet }) => quiet)).size],
    },
  ];
}

/** The same figures for a model to read; without names of enterprises and without what people wrote. */
export function materialsOf(summary: Summary): string {
  const { counts, rates, durations } = summary;
  const before = words.before[summary.span.kind];
  const rows = (grouping: 'category' | 'department' | 'place') =>
    summary.groups[grouping].map(({ key, name, counts: now }) => {
      const old = summary.groupsBefore[grouping].find((row) => row.key === key)?.counts;
      return {
        名称: nameOfDepartment(name),
        ...Object.fromEntries(
          COUNT_KEYS.map((k) => [words.counts[k], { 本期: now[k], [before]: old?.[k] ?? 0 }]),
        ),
      };
    });
  return JSON.stringify({
    合计: Object.fromEntries(COUNT_KEYS.map((k) => [words.counts[k], counts[k]])),
    比率: Object.fromEntries(
      RATE_KEYS.map((k) => [
        words.rates[k],
        { now: rateText(rates[k].now), before: rateText(rates[k].before) },
      ]),
    ),
    用时: {
      [words.durations.sign]: hoursText(durations.sign.now.median),
      [words.durations.resolve]: hoursText(durations.resolve.now.median),
    },
    类别: rows('category'),
    单位: rows('department'),
    园区镇街: rows('place'),
    在办时长: Object.fromEntries(AGE_BANDS.map((band) => [words.bands[band], summary.openAge[band]])),
    超期工单: summary.overdue.slice(0, 5).map(({ number, category, department, overdueDays }) => ({
      number,
      category,
      department,
      overdueDays,
    })),
    退单反映未解决重新办理: summary.trouble,
    咨询次数: summary.questions,
    没有依据的问题数: summary.gaps.length,
  });
}

const piece = (subject: string, measure: Measure, values: number[]): Fact => ({
  subject,
  measure,
  unit: 'piece',
  values,
});

const moves = (now: number, before: number) => [now, before, Math.abs(now - before)];
const oneDecimal = (value: number) => Number(value.toFixed(1));

function rateFacts(measure: keyof Summary['rates'], rate: Summary['rates']['onTime']): Fact[] {
  const shown = [rate.now, rate.before]
    .filter(({ denominator }) => denominator > 0)
    .map(({ numerator, denominator }) => (100 * numerator) / denominator);
  const change = rateChange(rate);
  return [
    {
      ...{ subject: '', measure, unit: 'percent' as const },
      values: shown.flatMap((value) => [oneDecimal(value), Math.round(value)]),
    },
    { subject: '', measure, unit: 'point', values: change === null ? [] : [oneDecimal(Math.abs(change))] },
    piece('', measure, [rate.now.numerator, rate.now.denominator]),
  ];
}

function groupFacts(now: readonly GroupRow[], before: readonly GroupRow[]): Fact[] {
  return [...new Map([...before, ...now].map((row) => [row.key, row.name]))].flatMap(([key, name]) => {
    const of = (rows: readonly GroupRow[]) => rows.find((row) => row.key === key)?.counts;
    return COUNT_KEYS.map((measure) =>
      piece(nameOfDepartment(name), measure, moves(of(now)?.[measure] ?? 0, of(before)?.[measure] ?? 0)),
    );
  });
}
