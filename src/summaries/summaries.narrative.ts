import { reportTexts } from '#texts/report.zh-CN.ts';
import type { GroupRow, Narrative, Summary } from './summaries.types.ts';
import { nameOfDepartment, rateChange, rateText, spanTitle } from './summaries.wording.ts';

const words = reportTexts.narrative;
const most = <T>(items: readonly T[], value: (item: T) => number): T | undefined =>
  items.reduce<T | undefined>((best, item) => (!best || value(item) > value(best) ? item : best), undefined);

/** The figures in plain official Chinese, by rules: the same summary always reads the same. */
export function narrateByRules(summary: Summary): Narrative {
  return {
    sentence: sentenceOf(summary),
    points: [
      roseMost(summary),
      longestOverdue(summary),
      improved(summary),
      worsened(summary),
      onTime(summary),
      repeated(summary),
      unanswered(summary),
      quiet(summary),
    ].filter((point) => point !== null),
    version: 'rules',
  };
}

/** 2026年第47周(…)新增企业诉求 21 件(较上周增加 7 件),办结 …。 */
function sentenceOf({ span, counts }: Summary): string {
  const { logged, resolved, closed, open, overdue } = counts;
  const before = reportTexts.before[span.kind];
  const by = reportTexts.pieces(Math.abs(logged.now - logged.before));
  const change =
    logged.now === logged.before
      ? words.even(before)
      : logged.now > logged.before
        ? words.more(before, by)
        : words.fewer(before, by);
  return words.sentence(
    spanTitle(span),
    ...([logged.now, change, resolved.now, closed.now, open.now, overdue.now] as const),
  );
}

interface Moved {
  name: string;
  now: number;
  before: number;
}

/** Each row with its figure of this span and of the one before; a row that is in one alone counts 0 in the other. */
function moved(
  now: readonly GroupRow[],
  before: readonly GroupRow[],
  figure: (row: GroupRow) => number,
): Moved[] {
  const names = new Map([...before, ...now].map(({ key, name }) => [key, name]));
  const of = (rows: readonly GroupRow[], key: string) => {
    const row = rows.find((one) => one.key === key);
    return row ? figure(row) : 0;
  };
  return [...names].map(([key, name]) => ({
    name: nameOfDepartment(name),
    now: of(now, key),
    before: of(before, key),
  }));
}

function roseMost({ span, groups, groupsBefore }: Summary): string | null {
  const rows = moved(groups.category, groupsBefore.category, ({ counts }) => counts.logged);
  const top = most(rows, ({ now, before }) => now - before);
  if (!top || top.now <= top.before) return null;
  return words.rose(top.name, top.now, reportTexts.before[span.kind], top.now - top.before);
}

/** The ticket that is overdue longest; where none is, the open one that was logged first. */
function longestOverdue({ overdue, oldest }: Summary): string | null {
  const [first] = overdue;
  if (first) {
    const { number, enterprise, category, department, overdueDays } = first;
    return words.overdue(number, enterprise, category, nameOfDepartment(department), overdueDays);
  }
  if (!oldest) return null;
  const { number, enterprise, category, department } = oldest;
  return words.oldest(number, enterprise, category, nameOfDepartment(department));
}

const overdueOf = ({ groups, groupsBefore }: Summary) =>
  moved(groups.department, groupsBefore.department, ({ counts }) => counts.overdue);

function improved(summary: Summary): string | null {
  const top = most(overdueOf(summary), ({ now, before }) => before - now);
  return top && top.now < top.before ? words.improved(top.name, top.before, top.now) : null;
}

function worsened(summary: Summary): string | null {
  const top = most(overdueOf(summary), ({ now, before }) => now - before);
  return top && top.now > top.before ? words.worsened(top.name, top.before, top.now) : null;
}

function onTime({ span, rates }: Summary): string | null {
  const { now } = rates.onTime;
  if (now.denominator === 0) return null;
  const change = rateChange(rates.onTime);
  const before = reportTexts.before[span.kind];
  const by = Math.abs(change ?? 0).toFixed(1);
  const clause = !change ? '' : change > 0 ? words.rateMore(before, by) : words.rateFewer(before, by);
  return words.rate(reportTexts.rates.onTime, rateText(now), clause);
}

function repeated({ repeated: all }: Summary): string | null {
  const top = most(all, ({ enterprises, total }) => enterprises * 1_000 + total);
  return top ? words.repeated(top.name, top.category, top.total, top.enterprises) : null;
}

function unanswered({ questions, gaps }: Summary): string | null {
  return gaps.length > 0 ? words.gaps(questions.now, gaps.length) : null;
}

function quiet({ commissioners }: Summary): string | null {
  const names = new Set(commissioners.flatMap((commissioner) => commissioner.quiet));
  return names.size > 0 ? words.quiet(names.size) : null;
}
