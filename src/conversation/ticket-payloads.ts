import type { Payload } from '#outbox/outbox.types.ts';

/** A sentence about a ticket; `about` tells whose words it may hold, should Feishu refuse them. */
export function ticketTextPayload(text: string, ticketId: string): Payload {
  return { kind: 'text', v: 1, data: { text, about: ticketId } };
}
