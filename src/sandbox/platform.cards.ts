import { Hono } from 'hono';
import { z } from 'zod';
import { checkCard } from './card-check.ts';
import { readBody } from './platform.messages.ts';
import type { PlatformDeps } from './platform.ts';
import { refusals } from './refusal.ts';

const updateSchema = z.object({ token: z.string(), card: z.looseObject({}) });
const ephemeralSchema = z.object({
  chat_id: z.string(),
  open_id: z.string(),
  msg_type: z.literal('interactive'),
  card: z.looseObject({}),
});

/** A card's later update by its callback's token, and cards that one person sees. */
export function cardRoutes({ store, clock, cardTokens, messages }: PlatformDeps): Hono {
  const app = new Hono();

  app.post('/interactive/v1/card/update', async (c) => {
    const { token, card } = await readBody(c, updateSchema);
    const problem = checkCard(card);
    if (problem)
      throw refusals.cardInvalid(`ErrCode: ${problem.code}; ErrPath: ${problem.path}; ${problem.message}`);
    const message = store.message(cardTokens.use(token));
    if (!message || message.recalled) throw refusals.cardRecalled();
    store.saveMessage({
      ...message,
      content: JSON.stringify(card),
      updatedAt: clock.now().getTime(),
      revision: message.revision + 1,
    });
    return c.json({ code: 0, msg: 'ok' });
  });

  app.post('/ephemeral/v1/send', async (c) => {
    const body = await readBody(c, ephemeralSchema);
    const message = messages.sendEphemeral(body.chat_id, body.open_id, JSON.stringify(body.card));
    return c.json({ code: 0, msg: 'ok', data: { message_id: message.messageId } });
  });

  return app;
}
