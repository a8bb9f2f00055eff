import type * as lark from '@larksuiteoapi/node-sdk';
import { z } from 'zod';
import { DeliveryError } from '#outbox/outbox.types.ts';
import type { Clock } from '#shared/clock.ts';
import type { Logger } from '#shared/log.ts';
import { PlatformFailure, toDeliveryError } from './platform-answer.ts';

export interface TenantToken {
  /** A token that is good for a while yet; one fetch at a time, whoever asks. */
  get(): Promise<string>;
  /** Feishu refused this token. A newer one that was fetched meanwhile is kept. */
  drop(token: string): void;
}

const RENEW_BEFORE_MS = 20 * 60_000;
/** Feishu promises half an hour at least; for a shorter life, half of it is used. */
const SHORT_LIFE_MS = 30 * 60_000;
/** Where the app id or secret is refused, nobody is helped by asking often. */
const REFUSED_WAIT_MS = 15_000;
const UNREACHABLE_WAIT_MS = 1_000;

const answerSchema = z.object({
  tenant_access_token: z.string().min(1),
  /** Seconds. */
  expire: z.number().positive(),
});

interface Held {
  value: string;
  renewAt: number;
  expiresAt: number;
}

export function createTenantToken(deps: {
  client: lark.Client;
  appId: string;
  appSecret: string;
  clock: Clock;
  logger: Logger;
}): TenantToken {
  const { client, appId, appSecret, clock, logger } = deps;
  let held: Held | null = null;
  let fetching: Promise<string> | null = null;

  async function fetchToken(): Promise<string> {
    const askedAt = clock.now().getTime();
    const answer = answerSchema.safeParse(
      await client.auth.v3.tenantAccessToken.internal({ data: { app_id: appId, app_secret: appSecret } }),
    );
    if (!answer.success) throw new PlatformFailure({ status: 200 });
    const lifeMs = answer.data.expire * 1000;
    const renewBefore = lifeMs >= SHORT_LIFE_MS ? RENEW_BEFORE_MS : lifeMs / 2;
    held = {
      value: answer.data.tenant_access_token,
      renewAt: askedAt + lifeMs - renewBefore,
      expiresAt: askedAt + lifeMs,
    };
    logger.debug('feishu.token', { lifeSeconds: answer.data.expire });
    return held.value;
  }

  function fetchOnce(): Promise<string> {
    fetching ??= fetchToken().finally(() => {
      fetching = null;
    });
    return fetching;
  }

  async function get(): Promise<string> {
    const now = clock.now().getTime();
    if (held && now < held.renewAt) return held.value;
    try {
      return await fetchOnce();
    } catch (error) {
      const failure = tokenError(error);
      logger.warn('feishu.token_failed', { reason: failure.reason });
      if (held && now < held.expiresAt) return held.value;
      throw failure;
    }
  }

  return {
    get,
    drop: (token) => {
      if (held?.value === token) held = null;
    },
  };
}

/**
 * Without a token nothing was sent and nothing can be: every message waits, none is lost, and once the secret is
 * put right (or the network is back) they go out.
 */
function tokenError(error: unknown): DeliveryError {
  const failure = toDeliveryError(error);
  const wait = failure.kind === 'permanent' ? REFUSED_WAIT_MS : UNREACHABLE_WAIT_MS;
  return new DeliveryError('retry', `token-${failure.reason}`, {
    retryAfterMs: failure.retryAfterMs ?? wait,
    appWide: true,
    cause: error,
  });
}
