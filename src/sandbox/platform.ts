import { type Context, Hono } from 'hono';
import type { Clock } from '#shared/clock.ts';
import type { BotMessages } from './bot-messages.ts';
import type { CardEntities } from './card-entities.ts';
import type { CardTokens } from './card-tokens.ts';
import type { Faults, PlatformRequest } from './faults.ts';
import type { RateLimit } from './limits.ts';
import { cardkitRoutes } from './platform.cardkit.ts';
import { cardRoutes } from './platform.cards.ts';
import { directoryRoutes } from './platform.directory.ts';
import { messageRoutes } from './platform.messages.ts';
import { resourceRoutes } from './platform.resources.ts';
import { overAppLimit, Refusal, refusals } from './refusal.ts';
import { newEventId } from './sandbox.ids.ts';
import type { SandboxStore } from './sandbox.store.ts';
import type { Tokens } from './tokens.ts';

export interface PlatformDeps {
  store: SandboxStore;
  clock: Clock;
  appId: string;
  appSecret: string;
  bot: { openId: string; name: string };
  tokens: Tokens;
  cardTokens: CardTokens;
  messages: BotMessages;
  cards: CardEntities;
  faults: Faults;
  appLimits: readonly { limit: number; rate: RateLimit }[];
}

/**
 * The platform's HTTP side, `/open-apis/...`, for the paths that this project calls.
 * Mounted under a prefix, the SDK's `domain` is the address up to and with that prefix.
 */
export function createPlatform(deps: PlatformDeps): Hono {
  const app = new Hono();
  app.onError((error, c) => answerError(c, error));
  app.notFound((c) => c.json({ code: 99991672, msg: 'not found', error: { log_id: newEventId() } }, 404));

  app.use('/open-apis/*', async (c, next) => {
    const fault = deps.faults.take(await describe(c));
    if (fault && fault.when !== 'after') {
      const answer = await misbehave(c, fault);
      if (answer) return answer;
    }
    await next();
    if (fault?.when === 'after') {
      const answer = await misbehave(c, fault);
      if (answer) c.res = answer;
    }
    c.header('x-tt-logid', newEventId());
  });

  app.post('/open-apis/auth/v3/tenant_access_token/internal', async (c) => {
    const body = await c.req.json().catch(() => ({}));
    if (body.app_id !== deps.appId) return c.json({ code: 10003, msg: 'invalid param' }, 400);
    if (body.app_secret !== deps.appSecret) return c.json({ code: 10014, msg: 'app secret invalid' });
    const { token, expiresInSeconds } = deps.tokens.issue();
    return c.json({ code: 0, msg: 'ok', tenant_access_token: token, expire: expiresInSeconds });
  });

  app.use('/open-apis/*', async (c, next) => {
    const [, token] = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '') ?? [];
    if (!token) throw refusals.needToken();
    if (!deps.tokens.isValid(token)) throw refusals.badToken();
    for (const { limit, rate } of deps.appLimits) {
      const wait = rate.take('app');
      if (wait !== null) throw overAppLimit(limit, wait);
    }
    await next();
  });

  app.route('/open-apis/im/v1', messageRoutes(deps));
  app.route('/open-apis/im/v1', resourceRoutes(deps));
  app.route('/open-apis/cardkit/v1', cardkitRoutes(deps));
  app.route('/open-apis', cardRoutes(deps));
  app.route('/open-apis', directoryRoutes(deps));
  return app;
}

async function describe(c: Context): Promise<PlatformRequest> {
  const path = c.req.path.slice(Math.max(0, c.req.path.indexOf('/open-apis/')));
  const isJson = c.req.header('content-type')?.includes('json') ?? false;
  return { method: c.req.method, path, body: isJson ? await c.req.text() : '' };
}

/** Does what a fault says; nothing to return means that the request goes on. */
async function misbehave(
  c: Context,
  fault: NonNullable<ReturnType<Faults['take']>>,
): Promise<Response | undefined> {
  if (fault.hang) {
    await new Promise<void>((resolve) => {
      c.req.raw.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
  if (fault.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
  if (fault.status === undefined && fault.code === undefined && !fault.hang) return undefined;
  const body = { code: fault.code ?? fault.status ?? 500, msg: fault.msg ?? 'fault on demand' };
  return new Response(JSON.stringify(body), {
    status: fault.status ?? 200,
    headers: { 'content-type': 'application/json', ...fault.headers },
  });
}

function answerError(c: Context, error: unknown): Response {
  if (!(error instanceof Refusal)) return c.json({ code: 2200, msg: 'Internal Error' }, 500);
  const body = { code: error.code, msg: error.message, error: { log_id: newEventId() } };
  return c.json(body, error.status, error.headers);
}
