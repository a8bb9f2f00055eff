import { DAY_MS } from '#shared/beijing.ts';
import { type Fact, factsOf, MEASURES, type Measure, type Unit } from './summaries.facts.ts';
import type { Summary } from './summaries.types.ts';
import { dayText, spanTitle } from './summaries.wording.ts';

/** Amounts that cannot be held to a figure. */
const VAGUE =
  /分之|翻番|翻倍|成倍|[一过近大]半|半数|[一二两三四五六七八九]成|[几数多余]\s*[件家个次天项倍]|[约近超]\s*\d|\d\s*余/;
const NUMBER =
  /(\d+(?:[.,]\d+)*|[零〇一二两三四五六七八九十百]+(?=\s*(?:件|家|个|次|天|日|项|倍|小时|百分点)))\s*(%|个百分点|百分点|小时|个工作小时|个工作日|工作日|天|件|家|次|个|倍)?/g;
const UNITS: Readonly<Record<string, Unit>> = {
  '%': 'percent',
  个百分点: 'point',
  百分点: 'point',
  小时: 'hour',
  个工作小时: 'hour',
  个工作日: 'day',
  工作日: 'day',
  天: 'day',
  件: 'piece',
  家: 'enterprise',
  次: 'time',
  个: 'item',
};

/**
 * Whether every number of a text is the computed figure of what it is said of: of that category, unit or place, of that
 * measure (新增, 超期…) and in that unit. A clause without a subject goes on with that of the clause before.
 */
export function saysOnlyFigures(text: string, summary: Summary): boolean {
  if (VAGUE.test(text)) return false;
  const facts = factsOf(summary);
  const subjects = [...new Set(facts.map(({ subject }) => subject))]
    .filter((subject) => subject !== '')
    .sort((a, b) => b.length - a.length);
  const plain = withoutNames(text, summary);
  return plain.split(/[。!?\n;]/).every((sentence) => {
    let current: string[] = [];
    let measures: Measure[] = [];
    return sentence.split(/[,,、::]/).every((clause) => {
      const named = subjects.filter((subject) => clause.includes(subject));
      if (named.length > 0) current = named;
      const said = measuresOf(clause);
      if (said.length > 0) measures = said;
      const bare = named.reduce((rest, name) => rest.replaceAll(name, ''), clause);
      return [...bare.matchAll(NUMBER)].every(([, number = '', unit]) =>
        facts.some((fact) => fits(fact, { current, measures, value: amountOf(number), unit })),
      );
    });
  });
}

interface Said {
  current: readonly string[];
  measures: readonly Measure[];
  value: number;
  unit: string | undefined;
}

function fits(fact: Fact, { current, measures, value, unit }: Said): boolean {
  const about = current.length === 0 ? fact.subject === '' : current.includes(fact.subject);
  // Days over the limit are a ticket's, whoever is named beside it.
  const whose = about || (fact.subject === '' && fact.unit === 'day');
  const counted = unit !== undefined && UNITS[unit] === fact.unit;
  return whose && counted && measures.includes(fact.measure) && fact.values.includes(value);
}

/** What a clause measures; 按时办结率 is not 办结 as well. */
function measuresOf(clause: string): Measure[] {
  let rest = clause;
  const found: Measure[] = [];
  for (const [measure, names] of Object.entries(MEASURES) as [Measure, RegExp][]) {
    const without = rest.replace(names, '#');
    if (without !== rest) found.push(measure);
    rest = without;
  }
  return found;
}

/** Numbers that are names: of the span, of tickets, of documents, of enterprises. */
function withoutNames(text: string, { span, overdue, oldest, repeated, topics }: Summary): string {
  const lines = [...overdue, ...(oldest ? [oldest] : [])];
  const last = dayText(new Date(span.to.getTime() - DAY_MS));
  const [year = '', number = ''] = span.id.split(/-W?/);
  const names = [
    spanTitle(span),
    ...lines.flatMap((line) => [line.number, line.enterprise]),
    ...repeated.flatMap(({ tickets }) => tickets.map((ticket) => ticket.number)),
    ...topics.map(({ title }) => title),
    dayText(span.from),
    last,
    `第${Number(number)}周`,
    `${year}年`,
    ...(span.kind === 'month' ? [`${Number(number)}月`] : []),
  ];
  return names.filter((name) => name !== '').reduce((rest, name) => rest.replaceAll(name, ' '), text);
}

const DIGITS = '零一二三四五六七八九';

/** `1,234`, `12.5`, 十二, 两 */
function amountOf(text: string): number {
  if (/^\d/.test(text)) return Number(text.replaceAll(',', ''));
  const [, hundreds = '', tens, ones = ''] =
    /^(?:(.)百)?(?:零|(.?)十)?(.?)$/.exec(text.replaceAll('两', '二').replaceAll('〇', '零')) ?? [];
  const digit = (character: string) => Math.max(0, DIGITS.indexOf(character));
  const ten = tens === undefined ? 0 : tens === '' ? 1 : digit(tens);
  return digit(hundreds || '零') * 100 + ten * 10 + digit(ones || '零');
}
