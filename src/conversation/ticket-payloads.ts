import { z } from 'zod';
import type { Payload } from '#outbox/outbox.types.ts';

/** A sentence about a ticket; `about` tells whose words it may hold, should Feishu refuse them. */
export function ticketTextPayload(text: string, ticketId: string): Payload {
  return { kind: 'text', v: 1, data: { text, about: ticketId } };
}

/** The draft that a message shows, where it is the card of one. */
export function draftOfPayload({ kind, data }: Payload): string | undefined {
  if (kind !== 'live-draft') return undefined;
  return draftDataSchema.safeParse(data).data?.draftId;
}
const draftDataSchema = z.object({ draftId: z.string() });
