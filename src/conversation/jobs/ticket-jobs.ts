import { tellGrouped } from '#conversation/notify.ts';
import { type Database, runBatch, type Statement } from '#database/database.ts';
import type { Clock } from '#shared/clock.ts';
import { errorCode, isConstraintError } from '#shared/errors.ts';
import type { Logger } from '#shared/log.ts';
import { confirmSilently } from '#tickets/confirm-silently.ts';
import type { TicketRules } from '#tickets/tickets.action-rule.ts';
import { dueReminders, replanReminders } from '#tickets/tickets.reminders.ts';
import { calendarNotices, yearsWithoutCalendar } from './calendar-notice.ts';

export interface TicketJobsDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  rules: TicketRules;
  /** Called after a commit that has put messages into the outbox. */
  onCommitted(): void;
}

export interface TicketJobs {
  /** Does what is due now; never rejects. A call while one runs makes it look once more afterwards. */
  run(): Promise<void>;
  /** Looks no more, and resolves when the look in hand is finished. */
  stop(): Promise<void>;
}

/** How often the work is decided anew when somebody acted on one of the tickets meanwhile. */
const ROUNDS = 20;

/**
 * What the clock brings about: reminders, escalation, confirmation by silence. Each look is one batch, the messages in
 * it, so that a crash neither loses nor repeats any; outside working time there is nothing to do.
 */
export function createTicketJobs(deps: TicketJobsDeps): TicketJobs {
  const { db, clock, logger, rules, onCommitted } = deps;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  /** Standards and calendar are read at start: what they plan may differ from what was planned by older ones. */
  let planned = false;

  async function decide(): Promise<Statement[]> {
    const context = { now: clock.now(), rules };
    const reminders = await dueReminders(db, context);
    const confirmed = await confirmSilently(db, context);
    const told = await tellGrouped(
      { db, ...context },
      [
        ...reminders.tickets.map((ticket) => ({ before: ticket, after: ticket })),
        ...confirmed.map(({ before, after }) => ({ before, after })),
        ...confirmed.flatMap(({ alsoChanged }) => alsoChanged.map((t) => ({ before: t, after: t }))),
      ],
      [...reminders.notices, ...confirmed.flatMap(({ notices }) => notices)],
    );
    const unknown = await calendarNotices(db, { calendar: rules.calendar, now: context.now });
    return [
      ...unknown,
      ...reminders.statements,
      ...confirmed.flatMap(({ statements }) => statements),
      ...told,
    ];
  }

  async function look(): Promise<void> {
    if (!planned) {
      await runBatch(db, await replanReminders(db, rules));
      planned = true;
      const years = yearsWithoutCalendar(rules.calendar, clock.now());
      if (years.length > 0) logger.warn('calendar.unknown', { years: years.join('、') });
    }
    for (let round = 1; ; round++) {
      const statements = await decide();
      if (statements.length === 0) return;
      try {
        await runBatch(db, statements);
      } catch (error) {
        if (!isConstraintError(error) || round >= ROUNDS) throw error;
        continue;
      }
      onCommitted();
    }
  }

  async function runAll(): Promise<void> {
    do {
      again = false;
      await look().catch((error: unknown) => logger.error('jobs.tickets', { code: errorCode(error) }));
    } while (again && !stopped);
    running = null;
  }

  return {
    run: () => {
      if (running) again = true;
      else if (!stopped) running = runAll();
      return running ?? Promise.resolve();
    },
    stop: () => {
      stopped = true;
      return running ?? Promise.resolve();
    },
  };
}
