import { Hono } from 'hono';
import type { PlatformDeps } from './platform.ts';
import { refusals } from './refusal.ts';
import { tenantKeyOf, unionIdOf, userIdOf } from './sandbox.ids.ts';
import type { Chat } from './sandbox.types.ts';

/** Who the bot is, who people are, and which chats there are. */
export function directoryRoutes({ store, appId, bot }: PlatformDeps): Hono {
  const app = new Hono();

  app.get('/bot/v3/info', (c) =>
    c.json({
      code: 0,
      msg: 'ok',
      bot: { activate_status: 2, app_name: bot.name, avatar_url: '', ip_white_list: [], open_id: bot.openId },
    }),
  );

  app.get('/contact/v3/users/:id', (c) => {
    const id = c.req.param('id');
    const idType = c.req.query('user_id_type') ?? 'open_id';
    const person = store.people().find((p) => {
      if (idType === 'union_id') return unionIdOf(p.openId) === id;
      return idType === 'user_id' ? userIdOf(p.openId) === id : p.openId === id;
    });
    if (!person) throw refusals.noSuchUser();
    const user = {
      open_id: person.openId,
      union_id: unionIdOf(person.openId),
      user_id: userIdOf(person.openId),
      name: person.name,
      job_title: person.title,
    };
    return c.json({ code: 0, msg: 'success', data: { user } });
  });

  app.get('/im/v1/chats', (c) => {
    const items = store.chats().filter((chat) => chat.hasBot && chat.type === 'group');
    return c.json({ code: 0, msg: 'success', data: { items: items.map(describeChat), has_more: false } });
  });

  app.get('/im/v1/chats/:id', (c) => {
    const chat = store.chat(c.req.param('id'));
    if (!chat?.hasBot) throw refusals.botNotInChat();
    return c.json({
      code: 0,
      msg: 'success',
      data: { ...describeChat(chat), user_count: chat.members.length },
    });
  });

  app.get('/im/v1/chats/:id/members', (c) => {
    const chat = store.chat(c.req.param('id'));
    if (!chat?.hasBot) throw refusals.botNotInChat();
    const items = chat.members.map((openId) => ({
      member_id_type: 'open_id',
      member_id: openId,
      name: store.person(openId)?.name ?? '',
      tenant_key: tenantKeyOf(appId),
    }));
    return c.json({
      code: 0,
      msg: 'success',
      data: { items, has_more: false, member_total: items.length },
    });
  });

  function describeChat(chat: Chat) {
    return {
      chat_id: chat.chatId,
      name: chat.name,
      chat_mode: chat.type,
      external: false,
      tenant_key: tenantKeyOf(appId),
    };
  }

  return app;
}
