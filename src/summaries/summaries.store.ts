import { desc, eq } from 'drizzle-orm';
import type { Database, Statement } from '#database/database.ts';
import { sentSummaries } from './summaries.tables.ts';
import type { Summary } from './summaries.types.ts';

/** A summary as it was handed up, and when. */
export type SentSummary = typeof sentSummaries.$inferSelect;

/**
 * Keeps a summary as sent: to be committed with the messages that send it. The key makes it once: a second machine, or a
 * restart, fails the batch and sends nothing.
 */
export function keepSent(db: Database, summary: Summary, sentAt: Date): Statement {
  return db.insert(sentSummaries).values({ id: summary.span.id, sentAt, data: summary });
}

/** What was handed up for a span, word for word; null where nothing was. */
export async function sentSummary(db: Database, spanId: string): Promise<SentSummary | null> {
  const [row] = await db.select().from(sentSummaries).where(eq(sentSummaries.id, spanId)).limit(1);
  return row ?? null;
}

/** Whether a span's summary was handed up. */
export async function wasSent(db: Database, spanId: string): Promise<boolean> {
  const rows = await db
    .select({ id: sentSummaries.id })
    .from(sentSummaries)
    .where(eq(sentSummaries.id, spanId))
    .limit(1);
  return rows.length > 0;
}

/** The spans that were handed up, the latest first. */
export function listSent(db: Database, limit = 60): Promise<Pick<SentSummary, 'id' | 'sentAt'>[]> {
  return db
    .select({ id: sentSummaries.id, sentAt: sentSummaries.sentAt })
    .from(sentSummaries)
    .orderBy(desc(sentSummaries.sentAt))
    .limit(limit);
}
