import type { Context } from '#adapters/cloudflare/bindings.ts';
import { createConsoleLogger } from '#adapters/console-log/create-logger.ts';
import { openD1 } from '#adapters/d1/open-d1.ts';
import { PRESS } from '#app.ts';
import { createWebhookReader } from '#feishu/envelope.ts';
import { createEventKeeper } from '#inbox/keep-events.ts';
import { createAcceptEvent } from '#ingress/feishu/accept-event.ts';
import { createTakeWebhook } from '#ingress/feishu/take-webhook.ts';
import { createWebhookRoute } from '#ingress/feishu/webhook.route.ts';
import { configOf, type Env } from './env.ts';
import { clock, createWake, metricsOf, type Run, secretsOf } from './open-app.ts';

/** Whether a request is Feishu's. */
export function isWebhook(request: Request): boolean {
  return request.method === 'POST' && new URL(request.url).pathname === '/feishu/webhook';
}

/**
 * Answers the webhook without the district, which a new isolate would have to read first: an event is kept and
 * acknowledged, and another run woken for it. Only a press on a card opens the whole app, to be answered at once.
 */
export async function takeEvents(
  request: Request,
  env: Env,
  context: Context,
  openApp: () => Promise<Run>,
): Promise<Response> {
  const config = configOf(env);
  const logger = createConsoleLogger({ level: config.logLevel, secrets: secretsOf(config) });
  const db = openD1(env.DB);
  const metrics = metricsOf(db);
  const wake = createWake(env.WAKE, logger);
  const acceptMessage = createAcceptEvent({
    keep: createEventKeeper({
      db,
      schedule: queueMicrotask,
      onNew: () => context.waitUntil(wake()),
      onDuplicate: ({ eventType }) => metrics.count('events_duplicate', { type: eventType }),
    }).keep,
    inbox: { answerOf: async () => undefined },
    ...{ clock, metrics },
    present: async () => ({}),
  });
  const take = createTakeWebhook({
    read: createWebhookReader(config.feishu, clock),
    accept: async (envelope) => {
      if (envelope.eventType !== PRESS) return acceptMessage(envelope);
      const run = await openApp();
      try {
        return await run.app.accept(envelope);
      } finally {
        context.waitUntil(run.end());
      }
    },
    first: (run) => run(),
    ...{ logger, metrics },
  });
  return createWebhookRoute(take).fetch(request);
}
