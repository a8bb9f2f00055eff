import type { Database, Statement } from '#database/database.ts';
import { failedEvents, inboxDepth, replayEventRow } from '#inbox/inbox.store.ts';
import { failedMessages, outboxDepth, replayMessageRow } from '#outbox/outbox.store.ts';

/** So many are listed, and tried again at one press. */
export const MOST_FAILED = 100;

/** What was given up, without what people wrote. */
export interface Failed {
  id: string;
  /** An event's type, or a message's kind. */
  kind: string;
  at: Date;
  attempts: number;
  /** A code, never a text. */
  error: string | null;
  /** Where a message was to go. */
  target?: 'chat' | 'person' | 'reply' | 'update';
}

export const QUEUES = ['inbox', 'outbox'] as const;
export type Queue = (typeof QUEUES)[number];

export async function failedOf(db: Database, queue: Queue): Promise<Failed[]> {
  if (queue === 'inbox') {
    const rows = await failedEvents(db, MOST_FAILED);
    return rows.map(({ id, eventType, receivedAt, attempts, lastError }) => ({
      ...{ id: String(id), kind: eventType, at: receivedAt, attempts, error: lastError },
    }));
  }
  const rows = await failedMessages(db, MOST_FAILED);
  return rows.map(({ id, payload, target, createdAt, attempts, lastError }) => ({
    ...{ id, kind: payload.kind, at: createdAt, attempts, error: lastError, target: target.type },
  }));
}

export function depthOf(db: Database, queue: Queue): Promise<{ pending: number; failed: number }> {
  return queue === 'inbox' ? inboxDepth(db) : outboxDepth(db);
}

/** The statement that has one tried again. */
export function replayRow(db: Database, queue: Queue, id: string, now: Date): Statement {
  return queue === 'inbox' ? replayEventRow(db, Number(id), now) : replayMessageRow(db, id, now);
}
