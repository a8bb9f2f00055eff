import type { Clock } from '#shared/clock.ts';

/** Counts calls in windows of time and says when one is too many. */
export interface RateLimit {
  /** Counts one call; the milliseconds to wait if it is over the limit, else null. A refused call is not counted. */
  take(key: string): number | null;
}

/** At most `calls` in any `windowMs` for each key. A clock that is set back starts afresh. */
export function createRateLimit(clock: Clock, calls: number, windowMs: number): RateLimit {
  const taken = new Map<string, number[]>();
  return {
    take(key) {
      const now = clock.now().getTime();
      const recent = (taken.get(key) ?? []).filter((at) => at <= now && at > now - windowMs);
      const oldest = recent[0];
      if (recent.length >= calls && oldest !== undefined) {
        taken.set(key, recent);
        return oldest + windowMs - now;
      }
      recent.push(now);
      taken.set(key, recent);
      return null;
    },
  };
}
