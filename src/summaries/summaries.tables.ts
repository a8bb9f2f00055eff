import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { instant, json } from '#database/columns.ts';
import { spanFiguresSchema, summarySchema } from './summaries.types.ts';

/** What was handed up, as it was handed up: the key makes each span's happen once, whatever changes later. */
export const sentSummaries = sqliteTable('sent_summaries', {
  /** `2026-W47` or `2026-10`. */
  id: text('id').primaryKey(),
  sentAt: instant('sent_at').notNull(),
  data: json('data', summarySchema).notNull(),
});

/** Figures of spans that are over, so that they are counted once and not after every restart. Can be emptied at any time. */
export const keptFigures = sqliteTable('kept_figures', {
  /** `2026-W47` or `2026-10`. */
  id: text('id').primaryKey(),
  /** The newest entry of the history when they were counted, or last found unchanged. */
  mark: integer('mark').notNull(),
  /** What they rest on beside the history: another one, and they are counted anew. */
  basis: text('basis').notNull(),
  data: json('data', spanFiguresSchema).notNull(),
});
