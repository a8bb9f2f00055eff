/**
 * Dates as people here write them: Asia/Shanghai, whatever the machine's zone.
 * China has had one zone without summer time since 1991, so a fixed offset is exact for every date we handle.
 */
const OFFSET_MS = 8 * 3_600_000;
export const DAY_MS = 86_400_000;

export interface BeijingParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** 0 is Sunday. */
  weekday: number;
}

export function beijingParts(at: Date): BeijingParts {
  const shifted = new Date(at.getTime() + OFFSET_MS);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
    weekday: shifted.getUTCDay(),
  };
}

const two = (n: number) => String(n).padStart(2, '0');

/** `2026-11-24` */
export function beijingDay(at: Date): string {
  const p = beijingParts(at);
  return `${p.year}-${two(p.month)}-${two(p.day)}`;
}

/** The instant of `YYYY-MM-DD` `HH:MM` in Beijing. */
export function atBeijing(day: string, hour = 0, minute = 0): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) - OFFSET_MS + (hour * 60 + minute) * 60_000);
}

/** `YYYY-MM-DD` moved by a number of days. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** `2026-11-24T09:30:00+08:00` */
export function beijingIso(at: Date): string {
  const p = beijingParts(at);
  return `${beijingDay(at)}T${two(p.hour)}:${two(p.minute)}:${two(p.second)}+08:00`;
}

/** `11月24日 09:30`, with the year where it is not that of `today`. */
export function beijingText(at: Date, today: Date): string {
  const p = beijingParts(at);
  const year = p.year === beijingParts(today).year ? '' : `${p.year}年`;
  return `${year}${p.month}月${p.day}日 ${two(p.hour)}:${two(p.minute)}`;
}
