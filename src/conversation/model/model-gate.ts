import type { Clock } from '#shared/clock.ts';
import { Unavailable } from '#shared/errors.ts';

/** So many questions are with the model at once: the chats' other work must not wait behind a slow model. */
const AT_ONCE = 8;
/** After so many failures to reach it in a row the model is left alone for a while. */
const FAILURES = 3;
const REST_MS = 30_000;

/**
 * Lets work through to the model unless it is busy or has just failed again and again.
 * @returns what the work returns, or `undefined` where it was not let through; what it throws is thrown
 */
export function createModelGate(clock: Clock): <T>(work: () => Promise<T>) => Promise<T | undefined> {
  let inHand = 0;
  let failures = 0;
  let restUntil = Number.NEGATIVE_INFINITY;
  return async (work) => {
    if (inHand >= AT_ONCE || clock.now().getTime() < restUntil) return undefined;
    inHand++;
    try {
      const result = await work();
      failures = 0;
      return result;
    } catch (error) {
      if (error instanceof Unavailable) failures++;
      if (failures >= FAILURES) restUntil = clock.now().getTime() + REST_MS;
      throw error;
    } finally {
      inHand--;
    }
  };
}
