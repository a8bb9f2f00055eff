import { and, eq, lte } from 'drizzle-orm';
import { type Database, runBatch } from '#database/database.ts';
import { chats } from '#directory/directory.tables.ts';
import { enqueue } from '#outbox/outbox.store.ts';
import type { Clock } from '#shared/clock.ts';
import { isConstraintError } from '#shared/errors.ts';
import type { Logger } from '#shared/log.ts';
import type { WorkCalendar } from '#tickets/tickets.calendar.ts';
import type { SummaryDesk } from './summaries.desk.ts';
import { dueAt, spansDue } from './summaries.due.ts';
import { keepSent, wasSent } from './summaries.store.ts';
import type { Span } from './summaries.types.ts';

export interface DeliveryNeeds {
  db: Database;
  clock: Clock;
  logger: Logger;
  calendar: WorkCalendar;
  desk: SummaryDesk;
  /** Called after a commit that has put messages into the outbox. */
  onCommitted(): void;
}

/**
 * Hands up what is due: the weekly summary on the first working day of the week at 09:00, the monthly one on the first
 * of the month. The summary as sent and its messages are one batch under the span's key, so that a second machine, a
 * restart or a look in the same minute sends nothing.
 */
export function createSummaryDelivery(needs: DeliveryNeeds): { run(): Promise<void> } {
  const { db, clock, logger, calendar, desk, onCommitted } = needs;

  async function deliver(span: Span): Promise<void> {
    const now = clock.now();
    if (await wasSent(db, span.id)) return;
    // A chat that was bound after the hour has missed nothing: it gets the next one.
    const bound = await db
      .select({ chatId: chats.chatId })
      .from(chats)
      .where(and(eq(chats.kind, 'leaders'), lte(chats.boundAt, dueAt(calendar, span))));
    if (bound.length === 0) return;
    const shown = await desk.show(span, now);
    const payload = await desk.payload(shown, now);
    const messages = bound.map(({ chatId }) =>
      enqueue(db, { target: { type: 'chat', chatId }, payload, subject: `summary:${span.id}` }, now),
    );
    try {
      await runBatch(db, [keepSent(db, shown.summary, now), ...messages]);
    } catch (error) {
      // Another machine has sent it meanwhile.
      if (isConstraintError(error)) return;
      throw error;
    }
    logger.info('summary.sent', { span: span.id, chats: bound.length });
    onCommitted();
  }

  return {
    async run() {
      for (const span of spansDue(calendar, clock.now())) await deliver(span);
    },
  };
}
