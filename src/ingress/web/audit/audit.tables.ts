import { index, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import { instant, json } from '#database/columns.ts';

/** What is recorded beside the tickets' own history. */
export const AUDIT_ACTIONS = [
  'sign-in',
  'sign-out',
  'directory-import',
  'event-replay',
  'message-replay',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Who did what in the console, but for tickets, whose history tells it. Never edited. */
export const consoleAudit = sqliteTable(
  'console_audit',
  {
    id: text('id').primaryKey(),
    at: instant('at').notNull(),
    actorOpenId: text('actor_open_id').notNull(),
    actorName: text('actor_name').notNull(),
    action: text('action', { enum: AUDIT_ACTIONS }).notNull(),
    /** Numbers and names, such as how many rows an import changed; no texts of people. */
    data: json('data', z.record(z.string(), z.union([z.string(), z.number()]))).notNull(),
  },
  (t) => [index('console_audit_at').on(t.at)],
);
export type AuditEntry = typeof consoleAudit.$inferSelect;
