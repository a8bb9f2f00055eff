/**
 * Gives those who wait for an acknowledgement the right of way over work that is already safe in a queue. One process
 * does both; without this a burst of events would wait behind the handling of its own beginning.
 */
export interface RightOfWay {
  /** Runs what others have to make way for. */
  first<T>(urgent: () => Promise<T>): Promise<T>;
  /** Resolves when nothing urgent is under way, at the latest when it is this caller's turn in the trickle. */
  giveWay(): Promise<void>;
}

/** So long nothing urgent must have come for the way to count as free. */
const QUIET_MS = 2;
/** Work goes on at this pace even when it is never quiet: one piece every so many milliseconds. */
const TRICKLE_MS = 100;

export function createRightOfWay(): RightOfWay {
  let urgent = 0;
  let lastUrgentAt = Number.NEGATIVE_INFINITY;
  let waiting: (() => void)[] = [];
  let looking = false;
  let nextTrickleAt = 0;

  const isQuiet = () => urgent === 0 && performance.now() - lastUrgentAt >= QUIET_MS;

  function look(): void {
    looking = false;
    if (isQuiet()) {
      const all = waiting;
      waiting = [];
      for (const go of all) go();
    } else if (performance.now() >= nextTrickleAt) {
      nextTrickleAt = performance.now() + TRICKLE_MS;
      waiting.shift()?.();
    }
    if (waiting.length > 0) lookLater();
  }

  function lookLater(): void {
    if (looking) return;
    looking = true;
    setTimeout(look, QUIET_MS);
  }

  return {
    first: async (run) => {
      urgent++;
      try {
        return await run();
      } finally {
        urgent--;
        lastUrgentAt = performance.now();
      }
    },
    giveWay: () => {
      if (waiting.length === 0 && isQuiet()) return Promise.resolve();
      return new Promise((resolve) => {
        waiting.push(resolve);
        lookLater();
      });
    },
  };
}
