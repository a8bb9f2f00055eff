import { z } from 'zod';
import type { Envelope } from '#feishu/envelope.ts';
import type { CardAnswer } from '#feishu/events.ts';
import { HANDLED_EVENT_TYPES } from '#feishu/normalise.ts';
import type { Inbox } from '#inbox/drain-inbox.ts';
import type { NewInboxEvent } from '#inbox/inbox.store.ts';
import type { Clock } from '#shared/clock.ts';
import type { Metrics } from '#shared/metrics.ts';

/** Feishu waits 3 s for the answer to a card callback; what takes longer is told by an update of the card. */
const CARD_ANSWER_MS = 2_500;

export interface AcceptDeps {
  /** Keeps an event, and hands a new one to the inbox. */
  keep(event: NewInboxEvent): Promise<unknown>;
  inbox: Pick<Inbox, 'answerOf'>;
  clock: Clock;
  metrics: Metrics;
  /** Turns what the handler answered into what Feishu shows; `undefined` is: still being worked on. */
  present(answered: { answer: unknown } | undefined): Promise<CardAnswer>;
}

/** Takes an event whose origin is checked; resolves, once it is on the disk, to what Feishu is answered with. */
export type AcceptEvent = (envelope: Envelope) => Promise<CardAnswer>;

const messageKeys = z.object({
  message: z.object({ message_id: z.string().min(1), chat_id: z.string().min(1) }),
});
const messageV1Keys = z.object({ open_message_id: z.string().min(1), open_chat_id: z.string().min(1) });
const actionKeys = z.object({ context: z.object({ open_message_id: z.string().min(1) }) });
const chatKeys = z.object({ chat_id: z.string().min(1) });

/** The lane and the second key of an event. What lacks them is kept all the same, and fails where it can be seen. */
function keysOf({ eventType, event, eventId }: Envelope): { lane: string; messageId: string | null } {
  const unknown = { lane: `event:${eventId}`, messageId: null };
  switch (eventType) {
    case 'im.message.receive_v1': {
      const keys = messageKeys.safeParse(event);
      if (!keys.success) return unknown;
      return { lane: keys.data.message.chat_id, messageId: keys.data.message.message_id };
    }
    case 'message': {
      const keys = messageV1Keys.safeParse(event);
      return keys.success ? { lane: keys.data.open_chat_id, messageId: keys.data.open_message_id } : unknown;
    }
    case 'card.action.trigger': {
      const keys = actionKeys.safeParse(event);
      // Not the chat's lane: a button must not wait behind a question that is being answered.
      return keys.success ? { lane: `card:${keys.data.context.open_message_id}`, messageId: null } : unknown;
    }
    default: {
      const keys = chatKeys.safeParse(event);
      return keys.success ? { lane: keys.data.chat_id, messageId: null } : unknown;
    }
  }
}

export function createAcceptEvent(deps: AcceptDeps): AcceptEvent {
  const { keep, inbox, clock, metrics, present } = deps;

  return async (envelope) => {
    const { eventId, eventType } = envelope;
    if (!HANDLED_EVENT_TYPES.has(eventType)) {
      metrics.count('events_received', { type: 'other' });
      return {};
    }
    metrics.count('events_received', { type: eventType });
    const { lane, messageId } = keysOf(envelope);
    await keep({
      eventId,
      eventType,
      lane,
      messageId,
      payload: JSON.stringify(envelope.event),
      receivedAt: clock.now(),
    });
    if (eventType !== 'card.action.trigger') {
      return {};
    }
    return present(await inbox.answerOf(eventId, CARD_ANSWER_MS));
  };
}
