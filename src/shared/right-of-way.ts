/**
 * Gives those who wait for an acknowledgement the right of way over work that is already safe in a queue. One process
 * does both; without this a burst of events would wait behind the handling of its own beginning.
 */
export interface RightOfWay {
  /** Runs what others have to make way for. */
  first<T>(urgent: () => Promise<T>): Promise<T>;
  /** Resolves when it is this caller's turn: in the event loop's next turn, in a flood one in a while. */
  giveWay(): Promise<void>;
  /** Whether so much that is urgent comes in that other work has to stand back. */
  isFlood(): boolean;
}

/** So much that is urgent within one window is a flood: 800 a second. */
const FLOOD = 40;
const WINDOW_MS = 50;
/** In a flood work goes on at this pace: one piece every so many milliseconds. */
const TRICKLE_MS = 100;
const LOOK_AGAIN_MS = 10;

/**
 * @param nextTurn runs a function in a later turn of the event loop, after what has arrived by then
 * @param clockMs a clock that only moves forward, in milliseconds
 */
export function createRightOfWay(
  nextTurn: (run: () => void) => void = (run) => setTimeout(run, 0),
  clockMs: () => number = () => performance.now(),
): RightOfWay {
  let windowStart = Number.NEGATIVE_INFINITY;
  let inWindow = 0;
  let inWindowBefore = 0;
  let waiting: (() => void)[] = [];
  let looking = false;
  let nextTrickleAt = Number.NEGATIVE_INFINITY;

  function turnWindow(now: number): void {
    const age = now - windowStart;
    if (age < WINDOW_MS) return;
    inWindowBefore = age < 2 * WINDOW_MS ? inWindow : 0;
    inWindow = 0;
    windowStart = age < 2 * WINDOW_MS ? windowStart + WINDOW_MS : now;
  }

  function isFlood(now: number): boolean {
    turnWindow(now);
    return Math.max(inWindow, inWindowBefore) > FLOOD;
  }

  function look(): void {
    looking = false;
    const now = clockMs();
    const flood = isFlood(now);
    if (!flood) {
      const all = waiting;
      waiting = [];
      for (const go of all) go();
    } else if (now >= nextTrickleAt) {
      nextTrickleAt = now + TRICKLE_MS;
      const [go, ...others] = waiting;
      waiting = others;
      go?.();
    }
    if (waiting.length > 0) lookLater(flood);
  }

  function lookLater(flood: boolean): void {
    if (looking) return;
    looking = true;
    if (flood) setTimeout(look, LOOK_AGAIN_MS);
    else nextTurn(look);
  }

  return {
    isFlood: () => isFlood(clockMs()),
    first: (run) => {
      turnWindow(clockMs());
      inWindow++;
      return run();
    },
    giveWay: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        lookLater(false);
      }),
  };
}
