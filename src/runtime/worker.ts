import type { Context, QueueBatch, Scheduled } from '#adapters/cloudflare/bindings.ts';
import { forgetPayloads } from '#inbox/inbox.store.ts';
import { ConfigurationError } from '#shared/errors.ts';
import { takeClock } from './worker/clock.ts';
import { drain } from './worker/drain.ts';
import type { Env } from './worker/env.ts';
import { clock, openRun } from './worker/open-app.ts';
import { isWebhook, takeEvents } from './worker/take-events.ts';

/** What people wrote is emptied from handled events after this time. */
const FORGET_AFTER_MS = 7 * 24 * 3_600_000;
/** In UTC, as in `wrangler.toml`: 03:00 in Beijing. */
const NIGHTLY = '0 19 * * *';

/** The product on Cloudflare Workers: requests, the queue that wakes, and the crons, over one D1 database. */
export default {
  async fetch(request: Request, env: Env, context: Context): Promise<Response> {
    try {
      const moved = await takeClock(request, env, clock);
      if (moved) return moved;
      if (isWebhook(request))
        return await takeEvents(request, env, context, () => openRun(env, context, 'take'));
      const run = await openRun(env, context, 'take');
      const response = await run.app.http.fetch(request, env);
      context.waitUntil(run.end());
      return response;
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      return new Response(`${error.message}\n`, { status: 503 });
    }
  },

  /** A message says only that there is something to do: what that is stands in the database. */
  async queue(_batch: QueueBatch, env: Env, context: Context): Promise<void> {
    const run = await openRun(env, context, 'handle');
    await drain(run, clock);
    await run.end();
  },

  /** Every minute: what a lost wake left, retries, reminders, escalation, silent confirmation, summaries. */
  async scheduled(tick: Scheduled, env: Env, context: Context): Promise<void> {
    const run = await openRun(env, context, 'handle');
    if (tick.cron === NIGHTLY)
      await forgetPayloads(run.db, new Date(clock.now().getTime() - FORGET_AFTER_MS));
    else await run.app.jobs.run();
    await drain(run, clock);
    await run.leases.release('jobs');
    await run.end();
  },
};
