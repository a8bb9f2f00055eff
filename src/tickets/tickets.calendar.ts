import chineseDays from 'chinese-days';
import { z } from 'zod';
import { addDays } from '#shared/beijing.ts';
import { parseCheckedYaml } from '#shared/checked-yaml.ts';

/** Which days are worked on: the official calendar with its 调休, and the district's own days over it. */
export interface WorkCalendar {
  /** @param day a Beijing day, `YYYY-MM-DD` */
  isWorkday(day: string): boolean;
  /** Whether official data exists for a year; without it only weekends are known to be free. */
  covers(year: number): boolean;
}

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, '日期应写成 2027-01-01 的样子')
  .refine((value) => isRealDay(value), '没有这一天');

/** `2027-01-01`, or `2027-02-05/2027-02-11` for all days from the first to the last. */
const daysSchema = z.string().transform((value, context) => {
  const [first = '', last = first, ...more] = value.split('/').map((part) => part.trim());
  const [from, to] = [day.safeParse(first), day.safeParse(last)];
  if (!from.success || !to.success || more.length > 0 || from.data > to.data) {
    context.addIssue(`「${value}」应写成 2027-01-01,或一段日期 2027-02-05/2027-02-11`);
    return z.NEVER;
  }
  const days: string[] = [];
  for (let d = from.data; d <= to.data; d = addDays(d, 1)) days.push(d);
  return days;
});

const dayList = z
  .array(daysSchema)
  .default([])
  .transform((lists) => lists.flat());

const yearSchema = z.strictObject({
  year: z
    .int('年份应写成 2027 的样子')
    .min(2000, '年份应写成 2027 的样子')
    .max(2100, '年份应写成 2027 的样子'),
  holidays: dayList.refine((days) => days.length > 0, '至少要有一个放假日,例如元旦'),
  workdays: dayList,
});

/** `knowledge/calendar.yaml`. */
export const calendarFileSchema = z.strictObject({
  official: z.array(yearSchema).default([]),
  own: z.strictObject({ holidays: dayList, workdays: dayList }).default({ holidays: [], workdays: [] }),
});
export type CalendarFile = z.output<typeof calendarFileSchema>;

/**
 * The calendar of a district.
 * @param text the content of `calendar.yaml`
 * @throws ConfigurationError with file and line when the text is not as it should be
 */
export function parseCalendar(text: string, file = 'calendar.yaml'): WorkCalendar {
  return createCalendar(parseCheckedYaml(calendarFileSchema, text, file));
}

/** Lays the district's days over the official data that the package `chinese-days` holds. */
export function createCalendar(file: CalendarFile = calendarFileSchema.parse({})): WorkCalendar {
  const years = new Set(file.official.map((entry) => entry.year));
  const own = { free: new Set(file.own.holidays), work: new Set(file.own.workdays) };
  const free = new Set(file.official.flatMap((entry) => entry.holidays));
  const work = new Set(file.official.flatMap((entry) => entry.workdays));
  const known = new Map<string, boolean>();

  const decide = (value: string): boolean => {
    if (own.free.has(value)) return false;
    if (own.work.has(value)) return true;
    if (free.has(value)) return false;
    if (work.has(value)) return true;
    // A year that the file describes is described wholly: what the package holds of it no longer counts.
    return (years.has(Number(value.slice(0, 4))) ? undefined : officialWork(value)) ?? isWeekday(value);
  };

  return {
    isWorkday: (value) => {
      let answer = known.get(value);
      if (answer === undefined) {
        answer = decide(value);
        known.set(value, answer);
      }
      return answer;
    },
    covers: (year) => years.has(year) || packageCovers(year),
  };
}

/** The years from one day to another for which there is no official data: say so where they matter. */
export function uncoveredYears(calendar: WorkCalendar, fromYear: number, toYear: number): number[] {
  const years: number[] = [];
  for (let year = fromYear; year <= toYear; year++) if (!calendar.covers(year)) years.push(year);
  return years;
}

/** The package names New Year's Day as a holiday in the years it holds; elsewhere it knows only the weekday's name. */
function packageCovers(year: number): boolean {
  return officialWork(`${year}-01-01`) !== undefined;
}

/**
 * What the package's official table says of a day, undefined where it says nothing. An entry has a name with commas
 * (`National Day,国庆节,3`). The package's own weekday is not used: west of Greenwich it is a day off (seen).
 */
function officialWork(value: string): boolean | undefined {
  const detail = chineseDays.getDayDetail(value);
  return detail.name.includes(',') ? detail.work : undefined;
}

function isWeekday(value: string): boolean {
  const weekday = new Date(`${value}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

function isRealDay(value: string): boolean {
  const at = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value);
}
