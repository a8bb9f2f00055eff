import { desc } from 'drizzle-orm';
import type { Database, Statement } from '#database/database.ts';
import { newId } from '#shared/ids.ts';
import { type AuditAction, type AuditEntry, consoleAudit } from './audit.tables.ts';

export interface Audited {
  actor: { openId: string; name: string };
  action: AuditAction;
  at: Date;
  data?: Record<string, string | number>;
}

/** The row that says who did it, for the batch that does it. */
export function auditRow(db: Database, { actor, action, at, data = {} }: Audited): Statement {
  const { openId: actorOpenId, name: actorName } = actor;
  return db.insert(consoleAudit).values({ id: newId(), at, actorOpenId, actorName, action, data });
}

export async function recordAudit(db: Database, audited: Audited): Promise<void> {
  await db.batch([auditRow(db, audited)]);
}

/** The newest entries. */
export function recentAudit(db: Database, limit: number, offset = 0): Promise<AuditEntry[]> {
  return db.select().from(consoleAudit).orderBy(desc(consoleAudit.at)).limit(limit).offset(offset);
}
