import type * as lark from '@larksuiteoapi/node-sdk';
import { z } from 'zod';
import { GROWING_ELEMENT } from '#feishu/cards/policy-waiting.card.ts';
import { type CardEntities, DeliveryError } from '#outbox/outbox.types.ts';

/** Makes a call with a token and turns what goes wrong into a DeliveryError. */
type Deliver = (
  call: (options: ReturnType<typeof lark.withTenantToken>) => Promise<unknown>,
) => Promise<unknown>;

const createdSchema = z.looseObject({ data: z.looseObject({ card_id: z.string().min(1) }) });
/** The message was taken back already. */
const GONE = '230011';

/**
 * CardKit: card entities that grow while they are shown. Needs the scope `cardkit:card:write`.
 * Source: the open platform's pages under cardkit-v1 (card/create, card/settings, card/update, card-element/content).
 */
export function createCardEntities(client: lark.Client, deliver: Deliver): CardEntities {
  const { card: api, cardElement } = client.cardkit.v1;
  const pathOf = (cardId: string) => ({ card_id: encodeURIComponent(cardId) });

  return {
    create: async (card) => {
      const data = { type: 'card_json', data: JSON.stringify(card) };
      const created = createdSchema.safeParse(await deliver((token) => api.create({ data }, token)));
      if (!created.success) throw new DeliveryError('retry', 'bad-answer');
      return created.data.data.card_id;
    },
    reference: (cardId) => ({ type: 'interactive', content: { type: 'card', data: { card_id: cardId } } }),
    grow: async (cardId, content, sequence) => {
      const path = { ...pathOf(cardId), element_id: GROWING_ELEMENT };
      await deliver((token) => cardElement.content({ path, data: { content, sequence } }, token));
    },
    endGrowing: async (cardId, sequence) => {
      const data = { settings: JSON.stringify({ config: { streaming_mode: false } }), sequence };
      await deliver((token) => api.settings({ path: pathOf(cardId), data }, token));
    },
    replace: async (cardId, card, sequence) => {
      const config = { ...(card.config as object), streaming_mode: false };
      const whole = { type: 'card_json' as const, data: JSON.stringify({ ...card, config }) };
      const data = { card: whole, sequence };
      await deliver((token) => api.update({ path: pathOf(cardId), data }, token));
    },
    recall: async (messageId) => {
      const path = { message_id: encodeURIComponent(messageId) };
      try {
        await deliver((token) => client.im.v1.message.delete({ path }, token));
      } catch (error) {
        if (!(error instanceof DeliveryError && error.reason === GONE)) throw error;
      }
    },
  };
}
