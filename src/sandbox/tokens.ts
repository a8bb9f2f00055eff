import type { Clock } from '#shared/clock.ts';
import { newTenantToken } from './sandbox.ids.ts';

const LIFE_MS = 2 * 3_600_000;
const RENEW_MS = 30 * 60_000;

/** The tenant access tokens of one app. */
export interface Tokens {
  /** The current token, a new one if less than 30 minutes remain. */
  issue(): { token: string; expiresInSeconds: number };
  isValid(token: string): boolean;
  /** Makes every token issued so far invalid. */
  expireAll(): void;
}

export function createTokens(clock: Clock): Tokens {
  let issued: { token: string; expiresAt: number }[] = [];
  const remaining = (expiresAt: number) => expiresAt - clock.now().getTime();
  return {
    issue() {
      issued = issued.filter((t) => remaining(t.expiresAt) > 0 && remaining(t.expiresAt) <= LIFE_MS);
      let current = issued.at(-1);
      if (!current || remaining(current.expiresAt) < RENEW_MS) {
        current = { token: newTenantToken(), expiresAt: clock.now().getTime() + LIFE_MS };
        issued.push(current);
      }
      return { token: current.token, expiresInSeconds: Math.floor(remaining(current.expiresAt) / 1000) };
    },
    isValid: (token) => issued.some((t) => t.token === token && remaining(t.expiresAt) > 0),
    expireAll() {
      issued = [];
    },
  };
}
