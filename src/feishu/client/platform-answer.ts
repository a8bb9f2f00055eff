import { z } from 'zod';
import { DeliveryError } from '#outbox/outbox.types.ts';

/** What came back from one call, before anybody judged it. */
export type Answer =
  | { came: true; status: number; retryAfterSeconds: number | null; body: unknown }
  | { came: false; networkCode: string };

/** A call that Feishu did not fulfil: facts only, no texts, no headers, so that it is safe to log. */
export class PlatformFailure extends Error {
  readonly status: number | null;
  readonly code: number | null;
  /** Node's or axios' code of a connection that failed, such as `ECONNREFUSED`; `timeout` for our own deadline. */
  readonly network: string | null;
  readonly retryAfterMs: number | undefined;

  constructor(facts: {
    status?: number;
    code?: number | null;
    network?: string;
    retryAfterMs?: number | undefined;
  }) {
    super(`feishu: ${facts.network ?? facts.code ?? `http ${facts.status}`}`);
    this.name = 'PlatformFailure';
    this.status = facts.status ?? null;
    this.code = facts.code ?? null;
    this.network = facts.network ?? null;
    this.retryAfterMs = facts.retryAfterMs;
  }

  /** Feishu's code, else the connection's, else the HTTP status. */
  get reason(): string {
    if (this.network !== null) return this.network;
    if (this.code !== null && this.code !== 0) return String(this.code);
    return this.status === 200 ? 'bad-answer' : `http-${this.status}`;
  }
}

const bodySchema = z.looseObject({ code: z.number().int() });

/** A wait of more than this is not believed. */
const LONGEST_WAIT_SECONDS = 600;

/**
 * The body of an answer that succeeded (HTTP 2xx with code 0).
 * @throws PlatformFailure for everything else
 */
export function acceptedBody(answer: Answer): z.output<typeof bodySchema> {
  if (!answer.came) throw new PlatformFailure({ network: answer.networkCode });
  const { status, retryAfterSeconds } = answer;
  const body = bodySchema.safeParse(answer.body);
  if (status >= 200 && status < 300 && body.success && body.data.code === 0) return body.data;
  const wait =
    retryAfterSeconds === null ? undefined : Math.min(retryAfterSeconds, LONGEST_WAIT_SECONDS) * 1000;
  throw new PlatformFailure({ status, code: body.success ? body.data.code : null, retryAfterMs: wait });
}

/** The token is not known any more: fetch another one and try once more. */
const TOKEN_CODES = new Set([99991663, 99991665]);
/** The gateway's limit, which counts all calls of the app. */
const APP_LIMIT_CODES = new Set([99991400]);
/** A chat's limit, a fault on Feishu's side that passes, or a card that somebody is pressing just now (200810). */
const PASSING_CODES = new Set([230020, 11232, 11233, 11247, 230049, 18121, 2200, 200810]);
/** Connections that failed before anything was sent: the message cannot have arrived. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EMFILE',
]);

export function isTokenRefused(error: unknown): boolean {
  return error instanceof PlatformFailure && error.code !== null && TOKEN_CODES.has(error.code);
}

/**
 * What a failed send means for the message. A code that is on no list is permanent: Feishu's codes for limits and
 * faults are few and listed, those for wrong parameters, missing scopes and bad cards are hundreds, and a message
 * that can never succeed would hold up its chat. It is kept as failed and can be sent again by hand.
 */
export function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (!(error instanceof PlatformFailure)) return new DeliveryError('unknown', 'unexpected');
  const { status, code, network, reason, retryAfterMs } = error;
  if (network !== null) return new DeliveryError(NEVER_SENT.has(network) ? 'retry' : 'unknown', reason);
  if (code !== null && PASSING_CODES.has(code)) return new DeliveryError('retry', reason, { retryAfterMs });
  if (status === 429 || (code !== null && APP_LIMIT_CODES.has(code))) {
    return new DeliveryError('retry', reason, { retryAfterMs, appWide: true });
  }
  if (isTokenRefused(error))
    return new DeliveryError('retry', reason, { retryAfterMs: 1_000, appWide: true });
  const readable = code !== null && code !== 0;
  if (!readable || (status ?? 0) >= 500) return new DeliveryError('retry', reason, { retryAfterMs });
  return new DeliveryError('permanent', reason);
}
