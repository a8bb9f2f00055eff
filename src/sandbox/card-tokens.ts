import type { Clock } from '#shared/clock.ts';
import { refusals } from './refusal.ts';
import { newCallbackToken } from './sandbox.ids.ts';

const LIFE_MS = 30 * 60_000;
const USES = 2;

/** The tokens that card callbacks carry, with which a card can be updated later. */
export interface CardTokens {
  /** A token for a callback that is about to be sent; it is locked until `unlock`. */
  issue(messageId: string): string;
  /** The callback was answered: from now on the token can be used. */
  unlock(token: string): void;
  /**
   * Uses a token once.
   * @returns the message that it stands for
   * @throws Refusal for a token that is malformed, unknown, expired, used up or still locked
   */
  use(token: string): string;
}

export function createCardTokens(clock: Clock): CardTokens {
  const issued = new Map<string, { messageId: string; expiresAt: number; left: number; locked: boolean }>();
  return {
    issue(messageId) {
      const now = clock.now().getTime();
      for (const [token, entry] of issued) if (entry.expiresAt <= now) issued.delete(token);
      const token = newCallbackToken();
      issued.set(token, { messageId, expiresAt: now + LIFE_MS, left: USES, locked: true });
      return token;
    },
    unlock(token) {
      const entry = issued.get(token);
      if (entry) entry.locked = false;
    },
    use(token) {
      if (!token.startsWith('c-')) throw refusals.cardTokenForm();
      const entry = issued.get(token);
      if (!entry || entry.expiresAt <= clock.now().getTime()) throw refusals.cardTokenExpired();
      if (entry.locked) throw refusals.cardLocked();
      if (entry.left <= 0) throw refusals.cardTokenUsedUp();
      entry.left -= 1;
      return entry.messageId;
    },
  };
}
