const WINDOW_MS = 1_000;

/**
 * Keeps a limit of `perSecond` calls in any second, as the far side counts them. A call holds its place until one
 * second after it was answered, because when it arrived there is not known more exactly.
 */
export interface RateLimit {
  /** Resolves when a call may start. */
  acquire(): Promise<void>;
  /** The call that was allowed has been answered (or given up). */
  release(): void;
  /** Whether it holds and delays nothing, so that it may be forgotten. */
  isIdle(): boolean;
}

export function createRateLimit(perSecond: number): RateLimit {
  let free = perSecond;
  const waiting: (() => void)[] = [];

  function giveBack(): void {
    const next = waiting.shift();
    if (next) next();
    else free++;
  }

  return {
    acquire: () => {
      if (free > 0) {
        free--;
        return Promise.resolve();
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    release: () => {
      setTimeout(giveBack, WINDOW_MS);
    },
    isIdle: () => free === perSecond,
  };
}

/** One limit for the app and one for each chat; a pause when the platform asks for one. */
export interface SendLimits {
  run<T>(lane: string, send: () => Promise<T>): Promise<T>;
  /** For a call that writes into no chat: the app's limit alone. */
  runApp<T>(call: () => Promise<T>): Promise<T>;
  /** No call starts for this long. */
  pause(ms: number): void;
}

export function createSendLimits(options: { app: number; chat: number }): SendLimits {
  const app = createRateLimit(options.app);
  const chats = new Map<string, RateLimit>();
  let pausedUntil = 0;

  function ofChat(lane: string): RateLimit {
    const known = chats.get(lane);
    if (known) return known;
    if (chats.size > 2_000) for (const [key, limit] of chats) if (limit.isIdle()) chats.delete(key);
    const made = createRateLimit(options.chat);
    chats.set(lane, made);
    return made;
  }

  async function waitForPause(): Promise<void> {
    for (;;) {
      const left = pausedUntil - performance.now();
      if (left <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, left));
    }
  }

  async function runApp<T>(call: () => Promise<T>): Promise<T> {
    await app.acquire();
    try {
      await waitForPause();
      return await call();
    } finally {
      app.release();
    }
  }

  return {
    runApp,
    run: async (lane, send) => {
      const chat = ofChat(lane);
      await chat.acquire();
      try {
        return await runApp(send);
      } finally {
        chat.release();
      }
    },
    pause: (ms) => {
      pausedUntil = Math.max(pausedUntil, performance.now() + ms);
    },
  };
}
