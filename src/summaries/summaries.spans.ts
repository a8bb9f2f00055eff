import { addDays, atBeijing, beijingDay, beijingParts } from '#shared/beijing.ts';
import type { Span } from './summaries.types.ts';

const WEEK = /^(\d{4})-?W(\d{2})$/i;
const MONTH = /^(\d{4})-(\d{2})$/;
const two = (n: number) => String(n).padStart(2, '0');

/** The week of an id such as `2026-W47` (ISO 8601); null where it is none, or that year has no such week. */
export function weekOf(id: string): Span | null {
  const [, year = '', week = ''] = WEEK.exec(id.trim()) ?? [];
  if (Number(week) < 1) return null;
  const span = weekFrom(addDays(firstMonday(Number(year)), 7 * (Number(week) - 1)));
  return span.id === `${year}-W${week}` ? span : null;
}

/** The month of an id such as `2026-10`; null where it is none. */
export function monthOf(id: string): Span | null {
  const [, year = '', month = ''] = MONTH.exec(id.trim()) ?? [];
  return Number(month) >= 1 && Number(month) <= 12 ? monthFrom(Number(year), Number(month)) : null;
}

/** The span of an id of either kind. */
export function spanOf(id: string): Span | null {
  return weekOf(id) ?? monthOf(id);
}

/** The week in which an instant lies, Monday 00:00 to Sunday 24:00 of Beijing. */
export function weekAt(at: Date): Span {
  return weekFrom(mondayOf(beijingDay(at)));
}

export function monthAt(at: Date): Span {
  const { year, month } = beijingParts(at);
  return monthFrom(year, month);
}

/** The span of the same kind just before. */
export function spanBefore(span: Span): Span {
  const last = new Date(span.from.getTime() - 1);
  return span.kind === 'week' ? weekAt(last) : monthAt(last);
}

export function spanAfter(span: Span): Span {
  return span.kind === 'week' ? weekAt(span.to) : monthAt(span.to);
}

/**
 * The span that somebody means: 周报 and 上周 are the week before, 本周 this one; 月报 and 上月 the month before, 本月
 * this one; 10月 the latest October that has begun; 2026年10月, 2026-10, 2026-W47, 第47周, 2026年第47周.
 * @returns null where the text names none
 */
export function parseSpan(text: string, now: Date): Span | null {
  const plain = text.normalize('NFKC').replace(/\s+/g, '');
  const id = /\d{4}-W\d{2}|\d{4}-\d{2}(?!\d|-\d)/i.exec(plain)?.[0];
  if (id !== undefined) return spanOf(id.toUpperCase());
  return namedWeek(plain, now) ?? namedMonth(plain, now) ?? relative(plain, now);
}

function relative(plain: string, now: Date): Span | null {
  if (/上上(?:个)?(?:周|星期|礼拜)/.test(plain)) return spanBefore(spanBefore(weekAt(now)));
  if (/(?:本|这|当)(?:个|一)?(?:周|星期|礼拜)/.test(plain)) return weekAt(now);
  if (/上上(?:个)?月/.test(plain)) return spanBefore(spanBefore(monthAt(now)));
  if (/(?:本|这|当)(?:个|一)?月/.test(plain)) return monthAt(now);
  if (/上(?:个|一)?月|月报/.test(plain)) return spanBefore(monthAt(now));
  if (/上(?:个|一)?(?:周|星期|礼拜)|周报/.test(plain)) return spanBefore(weekAt(now));
  return null;
}

function namedWeek(plain: string, now: Date): Span | null {
  const [, year, week] = /(?:(\d{4})年)?第(\d{1,2})周/.exec(plain) ?? [];
  if (week === undefined) return null;
  const named = (of: string) => weekOf(`${of}-W${week.padStart(2, '0')}`);
  if (year !== undefined) return named(year);
  const current = weekAt(now).id.slice(0, 4);
  return latestBegun(named(current), () => named(String(Number(current) - 1)), now);
}

function namedMonth(plain: string, now: Date): Span | null {
  const [, year, digits, words] =
    /(?:(\d{4})年|(?<!\d))(?:(\d{1,2})|(?<![上这本当])(十[一二]?|[一二三四五六七八九]))月(?!\d)/.exec(
      plain,
    ) ?? [];
  const month = digits === undefined ? MONTH_WORDS.indexOf(words ?? '') + 1 : Number(digits);
  if (month < 1 || month > 12) return null;
  if (year !== undefined) return monthFrom(Number(year), month);
  const current = beijingParts(now).year;
  return latestBegun(monthFrom(current, month), () => monthFrom(current - 1, month), now);
}
const MONTH_WORDS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二'];

/** What was named without a year and has not begun yet is last year's. */
function latestBegun(span: Span | null, earlier: () => Span | null, now: Date): Span | null {
  return span !== null && span.from <= now ? span : earlier();
}

/** `11月16日至11月22日`, `2026年10月`; for a week with the year where it is not that of `today`. */
export function spanText(span: Span, today: Date): string {
  const from = beijingParts(span.from);
  if (span.kind === 'month') return `${from.year}年${from.month}月`;
  const to = beijingParts(new Date(span.to.getTime() - 1));
  const year = from.year === beijingParts(today).year ? '' : `${from.year}年`;
  const lastYear = to.year === from.year ? '' : `${to.year}年`;
  return `${year}${from.month}月${from.day}日至${lastYear}${to.month}月${to.day}日`;
}

/** The Beijing days of a span, `YYYY-MM-DD`. */
export function daysOf(span: Span): string[] {
  const days: string[] = [];
  for (let day = beijingDay(span.from); atBeijing(day) < span.to; day = addDays(day, 1)) days.push(day);
  return days;
}

function monthFrom(year: number, month: number): Span {
  const next = month === 12 ? `${year + 1}-01-01` : `${year}-${two(month + 1)}-01`;
  const id = `${year}-${two(month)}`;
  return { kind: 'month', id, from: atBeijing(`${id}-01`), to: atBeijing(next) };
}

/** The year of an ISO week is that of its Thursday. */
function weekFrom(monday: string): Span {
  const year = Number(addDays(monday, 3).slice(0, 4));
  const days = (Date.parse(monday) - Date.parse(firstMonday(year))) / 86_400_000;
  return {
    kind: 'week',
    id: `${year}-W${two(days / 7 + 1)}`,
    from: atBeijing(monday),
    to: atBeijing(addDays(monday, 7)),
  };
}

/** The Monday of a year's first ISO week: that of 4 January. */
function firstMonday(year: number): string {
  return mondayOf(`${String(year).padStart(4, '0')}-01-04`);
}

function mondayOf(day: string): string {
  return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
}
