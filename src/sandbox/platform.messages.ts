import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { PlatformDeps } from './platform.ts';
import { refusals } from './refusal.ts';
import { tenantKeyOf } from './sandbox.ids.ts';
import type { Message } from './sandbox.types.ts';

const outgoing = {
  msg_type: z.string(),
  content: z.string(),
  uuid: z.string().max(50).optional(),
};
const sendSchema = z.object({ receive_id: z.string(), ...outgoing });
const replySchema = z.object({ ...outgoing, reply_in_thread: z.boolean().optional() });
const patchSchema = z.object({ content: z.string() });
const idTypes = z.enum(['open_id', 'union_id', 'user_id', 'chat_id']);

/** `im/v1/messages`: send, reply, update, recall, read. */
export function messageRoutes({ messages, appId }: PlatformDeps): Hono {
  const app = new Hono();
  const answer = (c: Context, message: Message) =>
    c.json({ code: 0, msg: 'success', data: describeMessage(message, appId) });

  app.post('/messages', async (c) => {
    const idType = idTypes.safeParse(c.req.query('receive_id_type'));
    if (!idType.success) throw refusals.badRequest('receive_id_type');
    const body = await readBody(c, sendSchema);
    const receiver = { idType: idType.data, id: body.receive_id };
    return answer(c, messages.send(receiver, toOutgoing(body)));
  });

  app.post('/messages/:id/reply', async (c) => {
    const body = await readBody(c, replySchema);
    return answer(c, messages.reply(c.req.param('id'), toOutgoing(body), body.reply_in_thread ?? false));
  });

  app.patch('/messages/:id', async (c) => {
    const body = await readBody(c, patchSchema);
    messages.updateCard(c.req.param('id'), body.content);
    return c.json({ code: 0, msg: 'success', data: {} });
  });

  app.delete('/messages/:id', (c) => {
    messages.recall(c.req.param('id'));
    return c.json({ code: 0, msg: 'success', data: {} });
  });

  app.get('/messages/:id', (c) => {
    const items = [describeMessage(messages.find(c.req.param('id')), appId)];
    return c.json({ code: 0, msg: 'success', data: { items } });
  });

  return app;
}

function toOutgoing(body: z.infer<z.ZodObject<typeof outgoing>>) {
  return { type: body.msg_type, content: body.content, uuid: body.uuid || null };
}

/** Reads a JSON body. @throws Refusal 230001 for one that is not as documented */
export async function readBody<S extends z.ZodType>(c: Context, schema: S): Promise<z.output<S>> {
  const parsed = schema.safeParse(await c.req.json().catch(() => null));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw refusals.badRequest(`field ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}

/** A message as the platform's answers show it. */
function describeMessage(message: Message, appId: string) {
  const byApp = message.sender.type === 'app';
  const tenantKey = tenantKeyOf(appId);
  return {
    message_id: message.messageId,
    ...(message.rootId !== null && { root_id: message.rootId }),
    ...(message.parentId !== null && { parent_id: message.parentId }),
    ...(message.threadId !== null && { thread_id: message.threadId }),
    msg_type: message.type,
    create_time: String(message.createdAt),
    update_time: String(message.updatedAt),
    deleted: message.recalled,
    updated: message.revision > 0,
    chat_id: message.chatId,
    sender: {
      id: message.sender.id,
      id_type: byApp ? 'app_id' : 'open_id',
      sender_type: message.sender.type,
      tenant_key: tenantKey,
    },
    body: { content: message.content },
    mentions: message.mentions.map((m) => ({
      key: m.key,
      id: m.openId,
      id_type: 'open_id',
      name: m.name,
      tenant_key: tenantKey,
    })),
  };
}
