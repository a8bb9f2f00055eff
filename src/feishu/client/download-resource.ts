import { z } from 'zod';
import { DeliveryError } from '#outbox/outbox.types.ts';
import { joinBytes } from '#shared/bytes.ts';
import { PlatformFailure } from './platform-answer.ts';

export interface ResourceRequest {
  messageId: string;
  key: string;
  type: 'image' | 'file';
  /** The most bytes that are taken. */
  limit: number;
}

const DOWNLOAD_MS = 60_000;
const failureSchema = z.looseObject({ code: z.number().int() });

/**
 * The content of an image or file that a message holds, read no further than the limit.
 * @throws PlatformFailure for what Feishu answers, DeliveryError `too-large` beyond the limit
 */
export async function downloadResource(
  domain: string,
  token: string,
  { messageId, key, type, limit }: ResourceRequest,
): Promise<Uint8Array> {
  const path = `${encodeURIComponent(messageId)}/resources/${encodeURIComponent(key)}`;
  const response = await ask(`${domain}/open-apis/im/v1/messages/${path}?type=${type}`, token);
  const isJson = response.headers.get('content-type')?.includes('application/json') ?? false;
  if (!response.ok || (isJson && response.headers.get('content-disposition') === null)) {
    const body = failureSchema.safeParse(await response.json().catch(() => null));
    throw new PlatformFailure({ status: response.status, code: body.success ? body.data.code : null });
  }
  return readUpTo(response, limit);
}

async function ask(url: string, token: string): Promise<Response> {
  try {
    return await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
      // Followed to nowhere else; Workers know no `error`, and a redirection is refused by its status.
      redirect: 'manual',
      signal: AbortSignal.timeout(DOWNLOAD_MS),
    });
  } catch {
    throw new PlatformFailure({ network: 'network' });
  }
}

async function readUpTo(response: Response, limit: number): Promise<Uint8Array> {
  const announced = Number(response.headers.get('content-length') ?? 0);
  const chunks: Uint8Array[] = [];
  let size = announced > limit ? announced : 0;
  try {
    for await (const chunk of response.body ?? []) {
      if (size > limit) break;
      size += chunk.byteLength;
      chunks.push(chunk);
    }
  } catch {
    throw new PlatformFailure({ network: 'network' });
  }
  if (size > limit) throw new DeliveryError('permanent', 'too-large');
  return joinBytes(chunks);
}
