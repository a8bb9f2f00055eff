import type { Database, Statement } from '#database/database.ts';
import { dropSubject, enqueue, messageById, type OutboxMessage } from './outbox.store.ts';
import { DeliveryError } from './outbox.types.ts';

/** Feishu updates a card for fourteen days: a message's, and an entity of its own. */
const TOO_OLD = new Set(['230031', '200750']);

export function isTooOldToUpdate(error: unknown): boolean {
  return error instanceof DeliveryError && TOO_OLD.has(error.reason);
}

/** A card that can no longer be updated is sent anew to where it stands; the old one is left as it is from then on. */
export async function sendInstead(db: Database, update: OutboxMessage, now: Date): Promise<Statement[]> {
  if (update.target.type !== 'update') return [];
  const old = await messageById(db, update.target.outboxId);
  if (!old?.subject) return [];
  const target = old.target.type === 'person' ? old.target : ({ type: 'chat', chatId: old.lane } as const);
  return [
    dropSubject(db, old.id),
    enqueue(db, { target, payload: update.payload, subject: old.subject }, now),
  ];
}
