import { noticePayload } from '#conversation/payloads.ts';
import type { Database, Statement } from '#database/database.ts';
import { chatsOf, peopleWithOffice } from '#directory/directory.store.ts';
import { enqueue, messageById } from '#outbox/outbox.store.ts';
import type { Target } from '#outbox/outbox.types.ts';
import { beijingParts } from '#shared/beijing.ts';
import { ticketTexts } from '#texts/tickets.zh-CN.ts';
import { uncoveredYears, type WorkCalendar } from '#tickets/tickets.calendar.ts';
import { nextWorkingInstant } from '#tickets/tickets.service-time.ts';

const DECEMBER = 12;
const words = ticketTexts.calendar;

/**
 * The years that limits which begin now may reach and for which there is no official calendar: this one, and in
 * December the next, whose holidays are published by then.
 */
export function yearsWithoutCalendar(calendar: WorkCalendar, now: Date): number[] {
  const { year, month } = beijingParts(now);
  return uncoveredYears(calendar, year, month === DECEMBER ? year + 1 : year);
}

/**
 * Tells administrators and dispatchers that a year's holidays are not known: each once for each year, at working time.
 * The outbox knows what was sent by the message's id.
 */
export async function calendarNotices(
  db: Database,
  { calendar, now }: { calendar: WorkCalendar; now: Date },
): Promise<Statement[]> {
  const years = yearsWithoutCalendar(calendar, now);
  if (years.length === 0 || nextWorkingInstant(calendar, now).getTime() !== now.getTime()) return [];
  const statements: Statement[] = [];
  for (const target of await targetsOf(db)) {
    const whom = target.type === 'chat' ? target.chatId : target.openId;
    // Also Feishu's uuid, of at most fifty characters.
    const id = `cal${years.at(-1)}-${whom}`;
    if (await messageById(db, id)) continue;
    const payload = noticePayload({
      title: words.title,
      lines: [words.unknown(years), words.mend],
      tone: 'warning',
    });
    statements.push(enqueue(db, { target, payload }, now, id));
  }
  return statements;
}

async function targetsOf(db: Database): Promise<({ type: 'chat'; chatId: string } | PersonTarget)[]> {
  const [chats, dispatchers, administrators] = await Promise.all([
    chatsOf(db, { kind: 'dispatch' }),
    peopleWithOffice(db, 'dispatcher'),
    peopleWithOffice(db, 'administrator'),
  ]);
  const toPerson = ({ openId }: { openId: string }): PersonTarget => ({ type: 'person', openId });
  const desk =
    chats.length > 0
      ? chats.map(({ chatId }) => ({ type: 'chat' as const, chatId }))
      : dispatchers.map(toPerson);
  const known = new Set(desk.map((target) => ('openId' in target ? target.openId : '')));
  return [...desk, ...administrators.filter(({ openId }) => !known.has(openId)).map(toPerson)];
}

type PersonTarget = Extract<Target, { type: 'person' }>;
