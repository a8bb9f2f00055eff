import { z } from 'zod';
import type { Clock } from '#shared/clock.ts';
import { createDecrypt, type Decrypt } from './decrypt.ts';
import {
  checkSignature,
  checkTimestamp,
  equalInConstantTime,
  type SignatureHeaders,
  WebhookRefused,
} from './verify.ts';
import { type WebhookCrypto, webCrypto } from './webhook-crypto.ts';

export interface WebhookSecrets {
  appId: string;
  /** With it, only encrypted and signed events pass. */
  encryptKey: string | undefined;
  /** Without an Encrypt Key the only proof of who sends. */
  verificationToken: string | undefined;
}

/** An event whose origin has been checked, in one shape for versions 1 and 2. */
export interface Envelope {
  eventId: string;
  eventType: string;
  event: Record<string, unknown>;
}

export type WebhookRequest = { type: 'challenge'; challenge: string } | { type: 'event'; envelope: Envelope };

const challengeSchema = z.looseObject({
  type: z.literal('url_verification'),
  challenge: z.string(),
  token: z.string().optional(),
});

function isChallenge(content: unknown): content is z.output<typeof challengeSchema> {
  // Nearly every request is an event: only what says that it is a check is looked at closely.
  const type =
    typeof content === 'object' && content !== null && 'type' in content ? content.type : undefined;
  return type === 'url_verification' && challengeSchema.safeParse(content).success;
}

/** Looked at by its own schema when it is handled; here only that it is an object. */
const eventSchema = z.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null);

const v2Schema = z.object({
  schema: z.literal('2.0'),
  header: z.object({
    event_id: z.string().min(1),
    event_type: z.string().min(1),
    token: z.string().optional(),
    app_id: z.string().optional(),
  }),
  event: eventSchema,
});

const v1Schema = z.object({
  type: z.literal('event_callback'),
  uuid: z.string().min(1),
  token: z.string().optional(),
  event: z.looseObject({ type: z.string().min(1), app_id: z.string().optional() }),
});

/** Reads an event object that came over a checked way: the webhook after decryption, or the long connection. */
export function readEnvelope(body: unknown): (Envelope & { token?: string; appId?: string }) | undefined {
  const v2 = v2Schema.safeParse(body);
  if (v2.success) {
    const { header, event } = v2.data;
    return {
      eventId: header.event_id,
      eventType: header.event_type,
      event,
      ...(header.token === undefined ? {} : { token: header.token }),
      ...(header.app_id === undefined ? {} : { appId: header.app_id }),
    };
  }
  const v1 = v1Schema.safeParse(body);
  if (!v1.success) return undefined;
  const { uuid, token, event } = v1.data;
  return {
    eventId: uuid,
    eventType: event.type,
    event,
    ...(token === undefined ? {} : { token }),
    ...(event.app_id === undefined ? {} : { appId: event.app_id }),
  };
}

/**
 * Makes the check of webhook requests: raw body and headers in, a challenge or an event out.
 * Only what was decrypted is read; fields beside `encrypt` are never looked at.
 */
export function createWebhookReader(
  secrets: WebhookSecrets,
  clock: Clock,
  crypto: WebhookCrypto = webCrypto,
): (headers: SignatureHeaders, body: Uint8Array<ArrayBuffer>) => Promise<WebhookRequest> {
  const decrypt = secrets.encryptKey ? createDecrypt(secrets.encryptKey, crypto) : undefined;

  function checkToken(token: string | undefined): void {
    if (secrets.verificationToken === undefined) return;
    if (!equalInConstantTime(token ?? '', secrets.verificationToken)) {
      throw new WebhookRefused(401, 'token-wrong');
    }
  }

  return async (headers, body) => {
    if (headers.timestamp !== undefined) checkTimestamp(headers.timestamp, clock);
    const signed = headers.signature !== undefined;
    if (secrets.encryptKey && signed) await checkSignature(headers, body, secrets.encryptKey, crypto);
    const content = await openBody(parseJson(body), decrypt);

    if (isChallenge(content)) {
      checkToken(content.token);
      return { type: 'challenge', challenge: content.challenge };
    }
    if (secrets.encryptKey) {
      if (!signed) throw new WebhookRefused(401, 'signature-missing');
      checkTimestamp(headers.timestamp, clock);
    }
    const envelope = readEnvelope(content);
    if (!envelope) throw new WebhookRefused(400, 'not-an-event');
    checkToken(envelope.token);
    if (envelope.appId !== secrets.appId) throw new WebhookRefused(401, 'app-id-wrong');
    return { type: 'event', envelope };
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch {
    throw new WebhookRefused(400, 'not-json');
  }
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WebhookRefused(400, 'not-json');
  }
}

const encryptedSchema = z.looseObject({ encrypt: z.string().min(1) });

async function openBody(body: unknown, decrypt: Decrypt | undefined): Promise<unknown> {
  const encrypted = encryptedSchema.safeParse(body);
  if (!decrypt) {
    if (encrypted.success) throw new WebhookRefused(400, 'no-encrypt-key');
    return body;
  }
  if (!encrypted.success) throw new WebhookRefused(401, 'plaintext');
  const text = await decrypt(encrypted.data.encrypt);
  return parseText(text);
}
