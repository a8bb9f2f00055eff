import { Hono } from 'hono';
import { z } from 'zod';
import { readBody } from './platform.messages.ts';
import type { PlatformDeps } from './platform.ts';

const sequence = z.number().int().min(1).max(2_147_483_647);
const uuid = z.string().min(1).max(64).optional();
const createSchema = z.object({ type: z.literal('card_json'), data: z.string().min(1) });
const contentSchema = z.object({ content: z.string().min(1).max(100_000), sequence, uuid });
const settingsSchema = z.object({ settings: z.string().min(1).max(100_000), sequence, uuid });
const updateSchema = z.object({ card: createSchema, sequence, uuid });

/** `cardkit/v1`: card entities, their texts, their settings. */
export function cardkitRoutes({ cards }: PlatformDeps): Hono {
  const app = new Hono();
  const done = { code: 0, msg: 'success', data: {} };

  app.post('/cards', async (c) => {
    const { data } = await readBody(c, createSchema);
    return c.json({ ...done, data: { card_id: cards.create(data).cardId } });
  });

  app.put('/cards/:id', async (c) => {
    const { card, sequence } = await readBody(c, updateSchema);
    cards.update(c.req.param('id'), card.data, sequence);
    return c.json(done);
  });

  app.patch('/cards/:id/settings', async (c) => {
    const { settings, sequence } = await readBody(c, settingsSchema);
    cards.changeSettings(c.req.param('id'), settings, sequence);
    return c.json(done);
  });

  app.put('/cards/:id/elements/:element/content', async (c) => {
    const { content, sequence } = await readBody(c, contentSchema);
    cards.writeText(c.req.param('id'), c.req.param('element'), content, sequence);
    return c.json(done);
  });

  return app;
}
