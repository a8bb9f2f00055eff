/** Where the time comes from. Every rule that depends on time takes one of these, never `Date.now()`. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that runs like the machine's, moved by an offset: the sandbox's. */
export interface MovableClock extends Clock {
  /** Moves the clock to `instant`; it runs on from there. */
  set(instant: Date): void;
  /** Moves the clock forward by `ms` milliseconds. */
  advance(ms: number): void;
}

export function createMovableClock(base: Clock = systemClock): MovableClock {
  let offset = 0;
  return {
    now: () => new Date(base.now().getTime() + offset),
    set: (instant) => {
      offset = instant.getTime() - base.now().getTime();
    },
    advance: (ms) => {
      offset += ms;
    },
  };
}

/** A clock that stands still until it is told: for tests. */
export function createFixedClock(start: string | Date): MovableClock {
  let current = new Date(start).getTime();
  return {
    now: () => new Date(current),
    set: (instant) => {
      current = instant.getTime();
    },
    advance: (ms) => {
      current += ms;
    },
  };
}
