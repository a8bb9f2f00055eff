import { beijingParts, DAY_MS } from '#shared/beijing.ts';
import { reportTexts as words } from '#texts/report.zh-CN.ts';
import type { Rate, Span, Summary } from './summaries.types.ts';

/** How figures of a summary are written, the same in the card, the page, .docx, .xlsx and the narrative. */

/** `95.0%`; `—` where the denominator is 0. */
export function rateText({ numerator, denominator }: Rate): string {
  return denominator === 0 ? words.none : words.percent(((100 * numerator) / denominator).toFixed(1));
}

/** `+7`, `-3`, `持平` */
export function changeText({ now, before }: { now: number; before: number }): string {
  return signed(now - before) ?? words.same;
}

/** `+9.3 个百分点`; `—` where one of them has the denominator 0. */
export function rateChangeText({ now, before }: { now: Rate; before: Rate }): string {
  const change = rateChange({ now, before });
  if (change === null) return words.none;
  const text = signed(change, 1);
  return text === null ? words.same : words.points(text);
}

/** The change in percentage points, of the rates as they are shown; null where one cannot be told. */
export function rateChange({ now, before }: { now: Rate; before: Rate }): number | null {
  if (now.denominator === 0 || before.denominator === 0) return null;
  return (tenths(now) - tenths(before)) / 10;
}

/** Hours with one decimal; `—` where nothing was counted. */
export function hoursText(hours: number | null): string {
  return hours === null ? words.none : hours.toFixed(1);
}

/** `2026年第47周(11月16日—11月22日)`, `2026年10月` */
export function spanTitle({ kind, id, from, to }: Span): string {
  const [year = 0, number = 0] = id.split(/-W?/).map(Number);
  if (kind === 'month') return words.monthSpan(year, number);
  return words.weekSpan(year, number, dayText(from), dayText(new Date(to.getTime() - DAY_MS)));
}

/** `11月16日` */
export function dayText(at: Date): string {
  const { month, day } = beijingParts(at);
  return `${month}月${day}日`;
}

/** What a reader must be told beside the figures. */
export function noticesOf({ unknownYears }: Pick<Summary, 'unknownYears'>): string[] {
  return unknownYears.length > 0 ? [words.unknownYears(unknownYears)] : [];
}

/** The name of a row: nobody in charge yet has none of its own. */
export function nameOfDepartment(department: string | null): string {
  return department || words.undecided;
}

const tenths = ({ numerator, denominator }: Rate) =>
  Number(((100 * numerator) / denominator).toFixed(1)) * 10;

function signed(change: number, digits = 0): string | null {
  const text = Math.abs(change).toFixed(digits);
  if (Number(text) === 0) return null;
  return change > 0 ? `+${text}` : `-${text}`;
}
