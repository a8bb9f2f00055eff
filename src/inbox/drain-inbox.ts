import type { Database, Statement } from '#database/database.ts';
import { createGroupCommit } from '#database/group-commit.ts';
import type { Sharing } from '#database/leases.ts';
import type { Clock } from '#shared/clock.ts';
import { Conflict, errorCode, isConstraintError, Unavailable } from '#shared/errors.ts';
import { createLaneRunner, type LaneRunner } from '#shared/lanes.ts';
import type { Logger } from '#shared/log.ts';
import type { Metrics } from '#shared/metrics.ts';
import {
  claimLanes,
  eventByEventId,
  type InboxEvent,
  type InboxItem,
  leaveLane,
  markHandled,
  markTried,
  pendingEvents,
  pendingOfLanes,
} from './inbox.store.ts';

/** What handling an event comes to: rows to be written, all or none, and the answer to a card callback. */
export interface Handled {
  statements: Statement[];
  answer?: unknown;
}

export interface InboxDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  /** Decides what an event leads to. It writes nothing itself. */
  handle(event: InboxEvent): Promise<Handled>;
  /** Called after a commit that may have put messages into the outbox. */
  onCommitted(): void;
  /** Waited for before each event but the pressing ones: others may have the right of way. */
  giveWay?(): Promise<void>;
  /** Whether somebody waits for what comes of an event. */
  isPressing?(event: InboxEvent): boolean;
  concurrency?: number;
  /** Where others handle events of the same database: a lane is then claimed before it is worked on. */
  sharing?: Sharing;
  /** Handles presses on cards alone, where others do the rest. Only with sharing. */
  onlyPressing?: boolean;
}

export interface Inbox extends LaneRunner<InboxItem> {
  /** The answer of an event once it is handled; `undefined` when `ms` milliseconds pass before. */
  answerOf(eventId: string, ms: number): Promise<{ answer: unknown } | undefined>;
}

/** Waits between tries, in seconds; after the last one the event is kept as failed. */
const RETRY_SECONDS = [1, 3, 10, 30, 120];
/** What waits for something away (platform, database) is tried for a day. */
const UNAVAILABLE_FOR_MS = 24 * 3_600_000;
const UNAVAILABLE_PAUSE_MS = 5_000;
/** So long a lane is one's own; a handler takes seconds. Whoever lost it does some work for nothing, no more. */
const LANE_MS = 60_000;
/** How often an answer is looked for that somebody else may be giving. */
const ANSWER_POLL_MS = 150;
/** How often a handler is run anew when somebody else wrote in between. */
const CONFLICT_ROUNDS = 50;

/** Handles kept events: one chat's in order, chats side by side, each in one atomic batch. */
export function createInbox(deps: InboxDeps): Inbox {
  const { db, clock, logger, metrics, handle, onCommitted } = deps;
  const commit = createGroupCommit(db);
  const isPressing = deps.isPressing ?? (() => false);
  const waiters = new Map<string, Set<(answer: unknown) => void>>();

  function tellWaiters(eventId: string, answer: unknown): void {
    for (const tell of waiters.get(eventId) ?? []) tell(answer);
    waiters.delete(eventId);
  }

  async function handleOnce(event: InboxEvent): Promise<unknown> {
    for (let round = 1; ; round++) {
      const { statements, answer } = await handle(event);
      try {
        const rows = [markHandled(db, event.id, clock.now(), answer), ...statements];
        await commit(rows, { now: isPressing(event) });
        if (statements.length > 0) onCommitted();
        return answer;
      } catch (error) {
        if (!isConstraintError(error)) throw error;
        const now = await eventByEventId(db, event.eventId);
        if (now?.state === 'done') return parseAnswer(now);
        if (round >= CONFLICT_ROUNDS) {
          throw new Conflict('inbox.conflict', 'conflict after many rounds', { cause: error });
        }
      }
    }
  }

  async function keepFailure(event: InboxEvent, error: unknown): Promise<'next' | 'hold'> {
    const now = clock.now();
    const away = error instanceof Unavailable;
    const attempts = away ? event.attempts : event.attempts + 1;
    const pause = away
      ? now.getTime() - event.receivedAt.getTime() < UNAVAILABLE_FOR_MS
        ? UNAVAILABLE_PAUSE_MS
        : undefined
      : secondsToMs(RETRY_SECONDS[attempts - 1]);
    const nextAttemptAt = pause === undefined ? null : new Date(now.getTime() + pause);
    await markTried(db, event.id, { attempts, error: errorCode(error), nextAttemptAt });
    const fields = { event: event.id, type: event.eventType, attempts, code: errorCode(error) };
    if (nextAttemptAt) {
      logger.warn('inbox.retry', fields);
      return 'hold';
    }
    metrics.count('events_failed', { type: event.eventType });
    logger.error('inbox.failed', fields);
    return 'next';
  }

  async function work(item: InboxEvent): Promise<'next' | 'hold'> {
    if (!isPressing(item)) await deps.giveWay?.();
    const started = performance.now();
    try {
      const answer = await handleOnce(item);
      metrics.count('events_handled', { type: item.eventType });
      metrics.observe('handle_seconds', (performance.now() - started) / 1000, { type: item.eventType });
      tellWaiters(item.eventId, answer);
      return 'next';
    } catch (error) {
      return keepFailure(item, error);
    }
  }

  const claims = createClaims(deps);
  const runner = createLaneRunner<InboxItem>({
    load: async (skip, limit, places) => {
      const rows = claims.areNeeded()
        ? await claims.take(skip, limit, places)
        : await pendingEvents(db, skip, limit);
      return rows.map((row) => ({ ...row, dueAt: row.nextAttemptAt }));
    },
    leave: claims.leave,
    mayTakeOffered: () => !claims.areNeeded(),
    work,
    onError: (error) => logger.error('inbox.error', { code: errorCode(error) }),
    clock,
    concurrency: deps.concurrency ?? 16,
  });

  return {
    ...runner,
    answerOf: async (eventId, ms) => {
      const arrived = new Promise<{ answer: unknown } | undefined>((resolve) => {
        const timer = setTimeout(() => settle(undefined), ms);
        const poll = claims.areNeeded() ? setInterval(() => void lookAgain(), ANSWER_POLL_MS) : undefined;
        const settle = (outcome: { answer: unknown } | undefined) => {
          clearTimeout(timer);
          clearInterval(poll);
          resolve(outcome);
        };
        const tell = (answer: unknown) => settle({ answer });
        waiters.set(eventId, (waiters.get(eventId) ?? new Set()).add(tell));
      });
      // A duplicate may have been answered before the waiter was set.
      if (!(await look())) runner.wake();
      return arrived;

      /** Whoever had its lane may have left it meanwhile. */
      async function lookAgain(): Promise<void> {
        if (!(await look().catch(() => true))) runner.wake();
      }

      async function look(): Promise<boolean> {
        const row = await eventByEventId(db, eventId);
        if (row?.state === 'done') tellWaiters(eventId, parseAnswer(row));
        return row?.state === 'done';
      }
    },
  };
}

/** The lanes that were claimed from others and not given back yet. */
function createClaims({ db, clock, sharing, onlyPressing }: InboxDeps) {
  const claimed = new Set<string>();
  return {
    areNeeded: () => sharing?.isShared() ?? false,
    async take(skip: string[], limit: number, places: number): Promise<InboxEvent[]> {
      if (!sharing) return [];
      const { owner, now } = sharing.leases;
      const until = new Date(now().getTime() + LANE_MS);
      const pressing = onlyPressing ?? false;
      const claim = { owner, now: now(), until, due: clock.now(), skip, limit: places, pressing };
      const lanes = await claimLanes(db, claim);
      for (const lane of lanes) claimed.add(lane);
      return lanes.length === 0 ? [] : pendingOfLanes(db, lanes, limit);
    },
    async leave(lane: string): Promise<boolean> {
      if (!sharing || !claimed.delete(lane)) return false;
      await leaveLane(db, sharing.leases.owner, lane);
      return true;
    },
  };
}

function parseAnswer(row: InboxEvent): unknown {
  return row.answer === null ? undefined : JSON.parse(row.answer);
}

function secondsToMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}
