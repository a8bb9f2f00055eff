import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { beijingIso } from '#shared/beijing.ts';
import { AppError, InvalidInput } from '#shared/errors.ts';
import { createCalendar, parseCalendar, uncoveredYears } from '#tickets/tickets.calendar.ts';
import { dueAt, type Limit, type Span, yearsOf } from '#tickets/tickets.service-time.ts';

const USAGE = '用法:npm run due -- --from 2026-09-30T10:00:00+08:00 (--days 5 | --hours 2) [--pause 起/止]…';

/** Prints when a limit ends: `npm run due -- --from ISO --days N | --hours H [--pause FROM/TO]…`. */
function main(args: string[]): void {
  const { from, limit, pauses } = readArguments(args);
  const file = join(process.env.KNOWLEDGE_DIR || 'knowledge', 'calendar.yaml');
  const calendar = existsSync(file) ? parseCalendar(readFileSync(file, 'utf8'), file) : createCalendar();
  const due = dueAt(calendar, from, limit, pauses);
  const years = yearsOf({ from, to: due });
  const missing = uncoveredYears(calendar, years.from, years.to);
  if (missing.length > 0) {
    process.stderr.write(
      `注意:${missing.join('、')} 年没有官方放假安排数据,暂按仅周末休息计算;请在 ${file} 补录。\n`,
    );
  }
  process.stdout.write(`${beijingIso(due)}\n`);
}

function readArguments(args: string[]): { from: Date; limit: Limit; pauses: Span[] } {
  const values = parsed(args);
  if (values.from === undefined) throw invalid(`缺少起始时间 --from。${USAGE}`);
  if ((values.days === undefined) === (values.hours === undefined)) {
    throw invalid(`--days 与 --hours 须写且只写一个。${USAGE}`);
  }
  return {
    from: instant(values.from, '--from'),
    limit:
      values.days !== undefined
        ? { days: wholeDays(values.days) }
        : { hours: positive(values.hours ?? '', '--hours') },
    pauses: (values.pause ?? []).map(span),
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        from: { type: 'string' },
        days: { type: 'string' },
        hours: { type: 'string' },
        pause: { type: 'string', multiple: true },
      },
    }).values;
  } catch {
    throw invalid(`有不认识的参数,或参数缺少值。${USAGE}`);
  }
}

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

function instant(text: string, name: string): Date {
  const at = ISO.test(text) ? new Date(text) : new Date(Number.NaN);
  // A day such as 2026-02-31 is moved by the parser in silence, so it is looked up again.
  const day = Number(text.slice(8, 10));
  const daysOfMonth = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
  if (Number.isNaN(at.getTime()) || day > daysOfMonth) {
    throw invalid(`${name} 的时间「${text}」不正确,应写成 2026-09-30T10:00:00+08:00 的样子。`);
  }
  return at;
}

function span(text: string): Span {
  const [from, to, ...more] = text.split('/');
  if (!from || !to || more.length > 0) throw invalid(`--pause「${text}」应写成 起始时间/结束时间。`);
  const pause = { from: instant(from, '--pause'), to: instant(to, '--pause') };
  if (pause.to < pause.from) throw invalid(`--pause「${text}」的结束时间早于起始时间。`);
  return pause;
}

function wholeDays(text: string): number {
  const days = positive(text, '--days');
  if (!Number.isInteger(days)) throw invalid(`--days 应是正整数,而不是「${text}」。`);
  return days;
}

function positive(text: string, name: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value > 0 && value <= 10_000)) throw invalid(`${name} 应是不超过 10000 的正数,而不是「${text}」。`);
  return value;
}

function invalid(message: string): InvalidInput {
  return new InvalidInput('due.arguments', message);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
