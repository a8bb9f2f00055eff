import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { instant, json } from '#database/columns.ts';
import { summarySchema } from './summaries.types.ts';

/** What was handed up, as it was handed up: the key makes each span's happen once, whatever changes later. */
export const sentSummaries = sqliteTable('sent_summaries', {
  /** `2026-W47` or `2026-10`. */
  id: text('id').primaryKey(),
  sentAt: instant('sent_at').notNull(),
  data: json('data', summarySchema).notNull(),
});
