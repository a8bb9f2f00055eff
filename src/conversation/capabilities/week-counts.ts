import type { Capability } from '#conversation/conversation.types.ts';
import { textPayload } from '#conversation/payloads.ts';
import { addDays, atBeijing, beijingDay, beijingParts, beijingText } from '#shared/beijing.ts';
import { texts } from '#texts/zh-CN.ts';
import { type Counts, weekCounts } from '#tickets/tickets.counts.ts';
import { isClosedChat, maySeeFigures } from './figure-rights.ts';

/** 本周情况: the counts from Monday until now, for those who may see the whole district. */
export const weekCountsReply: Capability = async ({ db, district }, turn) => {
  if (!maySeeFigures(turn)) return { messages: [{ payload: textPayload(texts.summary.notAllowed) }] };
  if (!isClosedChat(turn)) return { messages: [{ payload: textPayload(texts.summary.notHere) }] };
  const { now } = turn;
  const from = mondayOf(now);
  // A ticket of this very moment counts: the span is open at its end.
  const counts = await weekCounts(db, { from, to: new Date(now.getTime() + 1) });
  const group = (name: string, c: Counts) => ({ name, created: c.logged, open: c.open, overdue: c.overdue });
  const { logged, resolved, closed, open, overdue } = counts.total;
  return {
    messages: [
      {
        payload: {
          kind: 'week-counts',
          v: 1,
          data: {
            period: texts.summary.period(dayText(from), dayText(now)),
            asOf: beijingText(now, now),
            totals: { created: logged, resolved, closed, open, overdue },
            byCategory: counts.byCategory.map(({ category, counts: c }) =>
              group(district.rules.categories.get(category) ?? category, c),
            ),
            byLead: counts.byLead.map(({ lead, counts: c }) => group(lead ?? texts.summary.noLead, c)),
          },
        },
      },
    ],
  };
};

function mondayOf(now: Date): Date {
  const sinceMonday = (beijingParts(now).weekday + 6) % 7;
  return atBeijing(addDays(beijingDay(now), -sinceMonday));
}

function dayText(at: Date): string {
  const { month, day } = beijingParts(at);
  return `${month}月${day}日`;
}
