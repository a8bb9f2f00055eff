import chineseDays from 'chinese-days';
import { z } from 'zod';
import { addDays, atBeijing, beijingDay, beijingParts, DAY_MS } from '#shared/beijing.ts';

const HOUR_MS = 3_600_000;
const UNITS: Record<string, number> = { s: 1000, m: 60_000, h: HOUR_MS, d: DAY_MS };
const FARTHEST = Date.parse('2100-01-01T00:00:00Z');

const inRange = (at: Date) => at.getTime() > 0 && at.getTime() < FARTHEST;

/**
 * What `POST /sandbox/clock` takes: a time to go to (`now`, ISO 8601 with a zone), or a step (`advance`):
 * milliseconds, `30s`, `30m`, `1h`, `2d`, or `1workday` for the same time on the next working day.
 */
export const clockRequestSchema = z.union([
  z.strictObject({
    now: z.iso
      .datetime({ offset: true, message: 'now 应为带时区的 ISO 时间,如 2026-09-30T10:00:00+08:00' })
      .transform((text) => new Date(text))
      .refine(inRange, 'now 超出范围'),
  }),
  z.strictObject({
    advance: z.union([
      z
        .number()
        .int()
        .min(0)
        .max(366 * DAY_MS),
      z.string().regex(/^\d{1,6}(?:s|m|h|d|workday)$/, 'advance 应为毫秒数,或 30m、1h、2d、1workday'),
    ]),
  }),
]);

/** The instant that a request asks for, from `now`. Working days are those of the official calendar. */
export function clockInstant(request: z.output<typeof clockRequestSchema>, now: Date): Date {
  if ('now' in request) return request.now;
  const { advance } = request;
  if (typeof advance === 'number') return new Date(now.getTime() + advance);
  const [, amount = '0', unit = 's'] = /^(\d+)(\w+)$/.exec(advance) ?? [];
  if (unit === 'workday') return workdaysLater(now, Number(amount));
  return new Date(now.getTime() + Number(amount) * (UNITS[unit] ?? 0));
}

function workdaysLater(now: Date, count: number): Date {
  let day = beijingDay(now);
  for (let passed = 0; passed < Math.min(count, 366); ) {
    day = addDays(day, 1);
    if (chineseDays.isWorkday(day)) passed += 1;
  }
  const { hour, minute } = beijingParts(now);
  return atBeijing(day, hour, minute);
}
