import type { Clock } from './clock.ts';

export interface LaneItem {
  /** Items of one lane are worked on one after another, in order. */
  lane: string;
  /** Not before this moment; the lane waits with it. */
  dueAt: Date;
}

export interface LaneRunnerOptions<T extends LaneItem> {
  /** The oldest items that wait, in order, but those of `skip`ped lanes; of `places` lanes at most where they are claimed. */
  load(skip: string[], limit: number, places: number): Promise<T[]>;
  /** Works on one item. `hold`: the lane must wait, the item's due time has been moved. */
  work(item: T): Promise<'next' | 'hold'>;
  /** Called when a lane that was loaded is left. @returns whether others were kept from it until now */
  leave?(lane: string): Promise<boolean>;
  /** Whether what is offered may be taken as it is; else it is read, behind what others have put into its lane. */
  mayTakeOffered?(): boolean;
  /** Told of what `load` or `work` threw; the lane is tried again after `errorPauseMs`. */
  onError(error: unknown): void;
  clock: Clock;
  /** How many lanes run at once. */
  concurrency: number;
  errorPauseMs?: number;
}

export interface LaneRunner<T extends LaneItem = LaneItem> {
  /** There may be something to do. */
  wake(): void;
  /** These have just become durable, in this order: those whose lanes are free need not be read back. */
  offer(items: T[]): void;
  /** Takes nothing more and resolves when what is in hand is finished. */
  stop(): Promise<void>;
  /** Resolves when nothing is in hand and nothing is due. */
  idle(): Promise<void>;
}

/** Rows asked for at once: enough for every free place, and a few more of the same lanes. */
const ROWS_PER_PLACE = 4;
const SMALLEST_PAGE = 16;
const LONGEST_TIMER_MS = 30_000;

/**
 * Runs durable queues: lanes side by side, items within a lane in order. The rows are the truth; what is kept here is
 * only which lanes are being worked on and until when a lane has to wait.
 */
export function createLaneRunner<T extends LaneItem>(options: LaneRunnerOptions<T>): LaneRunner<T> {
  const {
    load,
    work,
    onError,
    clock,
    concurrency,
    errorPauseMs = 1_000,
    mayTakeOffered = () => true,
  } = options;
  const active = new Set<string>();
  const held = new Map<string, number>();
  let pumping = false;
  let again = false;
  /** Whether there may be rows that no page has shown yet. */
  let more = true;
  let wakes = 0;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiters: (() => void)[] = [];

  async function runLane(lane: string, items: T[]): Promise<void> {
    const wakesBefore = wakes;
    try {
      for (const item of items) {
        if (stopped) break;
        if ((await work(item)) === 'hold') {
          more = true;
          break;
        }
      }
    } catch (error) {
      held.set(lane, clock.now().getTime() + errorPauseMs);
      onError(error);
    } finally {
      await leave(lane);
      active.delete(lane);
      // A page loaded meanwhile left this lane out, whatever came into it.
      if (more || wakes !== wakesBefore || active.size === 0) pump();
    }
  }

  /** What came into the lane while others were kept from it nobody has taken: it is looked for again. */
  async function leave(lane: string): Promise<void> {
    if (!options.leave) return;
    try {
      if (await options.leave(lane)) more = true;
    } catch (error) {
      onError(error);
    }
  }

  /** Starts what a page of rows allows; says whether another page may hold more. */
  async function startPage(): Promise<boolean> {
    const now = clock.now().getTime();
    for (const [lane, until] of held) if (until <= now) held.delete(lane);
    const places = concurrency - active.size;
    const page = Math.max(SMALLEST_PAGE, places * ROWS_PER_PLACE);
    more = false;
    const rows = await load([...active, ...held.keys()], page, places);
    const lanes = new Map<string, T[]>();
    for (const row of rows) {
      const items = lanes.get(row.lane);
      if (items) items.push(row);
      else lanes.set(row.lane, [row]);
    }
    for (const [lane, items] of lanes) {
      const dueAt = items[0]?.dueAt.getTime() ?? 0;
      if (dueAt > now) {
        held.set(lane, dueAt);
        await leave(lane);
      } else if (active.size < concurrency) {
        active.add(lane);
        void runLane(lane, items);
      } else more = true;
    }
    if (rows.length === page) more = true;
    return more && active.size < concurrency;
  }

  async function pumpOnce(): Promise<void> {
    do {
      again = false;
      try {
        while (!stopped && active.size < concurrency && (await startPage()));
      } catch (error) {
        onError(error);
        setTimer(errorPauseMs);
      }
    } while (again && !stopped);
    pumping = false;
    setNextTimer();
    if (active.size === 0 || stopped) settleWaiters();
  }

  function pump(): void {
    if (pumping) {
      again = true;
      return;
    }
    pumping = true;
    void pumpOnce();
  }

  function setTimer(ms: number): void {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(pump, Math.min(Math.max(ms, 1), LONGEST_TIMER_MS));
  }

  function setNextTimer(): void {
    if (held.size === 0) return;
    setTimer(Math.min(...held.values()) - clock.now().getTime());
  }

  function settleWaiters(): void {
    if (active.size > 0) return;
    const settled = waiters;
    waiters = [];
    for (const resolve of settled) resolve();
  }

  function wake(): void {
    wakes++;
    more = true;
    if (!stopped) pump();
  }

  return {
    wake,
    offer: (items) => {
      for (const item of items) {
        const free = !stopped && !more && !pumping && active.size < concurrency;
        if (free && mayTakeOffered() && !active.has(item.lane) && !held.has(item.lane)) {
          active.add(item.lane);
          void runLane(item.lane, [item]);
        } else wake();
      }
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return new Promise((resolve) => {
        waiters.push(resolve);
        if (!pumping) settleWaiters();
      });
    },
    idle: () =>
      new Promise((resolve) => {
        waiters.push(resolve);
        more = true;
        if (!stopped) pump();
        else settleWaiters();
      }),
  };
}
