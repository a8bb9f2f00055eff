import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { instant } from './columns.ts';

/**
 * Who does what alone for a while, where several processes or isolates share a database: the one that sends, the one
 * that looks at the clock, whoever handles a chat's messages, and which processes there are.
 */
export const leases = sqliteTable('leases', {
  /** `outbox`, `jobs`, `inbox:<lane>`, `process:<owner>`. */
  name: text('name').primaryKey(),
  owner: text('owner').notNull(),
  /** Anybody may take it from this moment on. */
  until: instant('until').notNull(),
});
