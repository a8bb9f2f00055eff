import type { Statement } from '#database/database.ts';
import { enqueue } from '#outbox/outbox.store.ts';
import { ticketTexts } from '#texts/tickets.zh-CN.ts';
import type { Ticket } from '#tickets/tickets.tables.ts';
import { OPEN_STATES } from '#tickets/tickets.types.ts';
import { type NotifyDeps, placeOf } from './notify.ts';
import { noticePayload } from './payloads.ts';

const words = ticketTexts.ledger;
/** So many numbers are named; the rest stands in 待办. */
const NAMED = 20;

/**
 * One notice for each department that old tickets were brought in for, and one for the dispatcher of those that nobody
 * leads: instead of a reminder for each.
 */
export async function ledgerNotices(
  { db, now }: Pick<NotifyDeps, 'db' | 'now'>,
  imported: readonly Ticket[],
): Promise<Statement[]> {
  const open = imported.filter((ticket) => OPEN_STATES.some((state) => state === ticket.state));
  const groups = new Map<string, Ticket[]>();
  for (const ticket of open) {
    const lead = ticket.leadDepartment ?? '';
    groups.set(lead, [...(groups.get(lead) ?? []), ticket]);
  }
  const told = await Promise.all(
    [...groups].map(async ([lead, tickets]) => {
      const audience = lead === '' ? 'dispatcher' : 'department';
      const { targets, astray } = await placeOf(db, { audience, department: lead }, undefined);
      const late = tickets.filter((ticket) => ticket.resolveDueAt !== null && ticket.resolveDueAt < now);
      const named = tickets.slice(0, NAMED).map((ticket) => ticket.number);
      const notice = {
        title: words.title,
        lines: [
          words.imported(astray || lead === '' ? lead : null, tickets.length, late.length),
          `${named.join('、')}${tickets.length > NAMED ? words.more : ''}`,
          words.fromNow,
          ticketTexts.askTodos,
        ],
        tone: 'info' as const,
      };
      return targets.map((target) => enqueue(db, { target, payload: noticePayload(notice) }, now));
    }),
  );
  return told.flat();
}
