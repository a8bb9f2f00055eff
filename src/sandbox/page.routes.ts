import { readFile } from 'node:fs/promises';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { beijingIso } from '#shared/beijing.ts';
import { Forbidden, InvalidInput, NotFound } from '#shared/errors.ts';
import { clockInstant, clockRequestSchema } from './page.clock.ts';
import { pageHtml } from './page.html.ts';
import { type Samples, samplesFor, standardSamples } from './page.samples.ts';
import { imageType } from './platform.resources.ts';
import type { Sandbox } from './sandbox.ts';

/** Where the platform's HTTP side is mounted: the SDK's `domain` is the server's address followed by this. */
export const PLATFORM_PATH = '/sandbox/feishu';

const MEGABYTE = 1024 * 1024;
const PING_MS = 20_000;

const SCRIPTS = [
  'main',
  'api',
  'dom',
  'state',
  'format',
  'toast',
  'clock',
  'chat-list',
  'chat-view',
  'message',
  'compose',
  'markdown',
  'colors',
  'chart',
  'card',
  'card-elements',
  'card-buttons',
  'card-fields',
  'card-table',
];
const ASSETS = new Map([
  ...SCRIPTS.map((name) => [`${name}.js`, 'text/javascript'] as const),
  ['page.css', 'text/css'],
  ['card.css', 'text/css'],
  ['icon.svg', 'image/svg+xml'],
]);

const saySchema = z.strictObject({
  openId: z.string(),
  chatId: z.string(),
  text: z.string().max(20_000),
  replyTo: z.string().optional(),
});
const pressSchema = z.strictObject({
  openId: z.string(),
  messageId: z.string(),
  path: z.string(),
  form: z.record(z.string(), z.unknown()).optional(),
  input: z.string().optional(),
  option: z.string().optional(),
  options: z.array(z.string()).optional(),
  checked: z.boolean().optional(),
});
const enterSchema = z.strictObject({ openId: z.string() });

/**
 * Mounts the sandbox: the page at `/sandbox`, its clock at `/sandbox/clock`, and the platform under `PLATFORM_PATH`.
 * @param samples sentences to click, by the kind of chat; `{企业}` and `{工单号}` are filled in
 */
export function mountSandbox(app: Hono, sandbox: Sandbox, samples: Samples = standardSamples): void {
  app.route(PLATFORM_PATH, sandbox.platform);
  app.route('/sandbox', createPage(sandbox, samples));
}

function createPage(sandbox: Sandbox, samples: Samples): Hono {
  const { store, people } = sandbox;
  const page = new Hono();

  page.onError((error, c) => {
    if (error instanceof InvalidInput) return c.json({ error: error.message }, 400);
    if (error instanceof Forbidden) return c.json({ error: error.message }, 403);
    if (error instanceof NotFound) return c.json({ error: error.message }, 404);
    if (error instanceof HTTPException) return c.json({ error: '请求被拒绝,请刷新页面重试' }, error.status);
    return c.json({ error: '沙盒出错了,请刷新页面重试' }, 500);
  });
  page.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    }),
  );
  page.use('/api/*', csrf());
  page.use('/api/*', bodyLimit({ maxSize: 12 * MEGABYTE }));

  page.get('/', (c) => c.html(pageHtml()));

  page.get('/assets/:file', async (c) => {
    const type = ASSETS.get(c.req.param('file'));
    if (!type) return c.notFound();
    const content = await readFile(new URL(`./page/${c.req.param('file')}`, import.meta.url));
    return c.body(new Uint8Array(content), 200, {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'no-cache',
    });
  });

  page.get('/api/state', (c) =>
    c.json({
      now: beijingIso(sandbox.clock.now()),
      bot: sandbox.bot,
      people: store.people(),
      chats: store.chats(),
      messages: store.chats().flatMap((chat) => store.messagesOf(chat.chatId).slice(-200)),
      samples: Object.fromEntries(store.chats().map((chat) => [chat.chatId, samplesFor(samples, chat)])),
    }),
  );

  page.get('/api/events', (c) =>
    streamSSE(c, async (stream) => {
      let wake = () => {};
      const stop = store.subscribe((change) => {
        if (change.type !== 'closing') void stream.writeSSE({ data: JSON.stringify(change) });
        else void stream.close().then(() => wake());
      });
      stream.onAbort(() => wake());
      while (!stream.aborted && !stream.closed) {
        await stream.writeSSE({ event: 'ping', data: '' });
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, PING_MS).unref();
        });
      }
      stop();
    }),
  );

  page.get('/api/resources/:key', async (c) => {
    const resource = store.resource(c.req.param('key'));
    if (!resource) return c.notFound();
    const content = new Uint8Array(await store.resourceContent(resource.key));
    const image = imageType(content);
    return c.body(content, 200, {
      'content-type': image ?? 'application/octet-stream',
      'content-disposition': `${image ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(resource.name)}`,
    });
  });

  page.post('/api/messages', async (c) => c.json({ message: people.say(await read(c, saySchema)) }));

  page.post('/api/files', async (c) => {
    const form = await c.req.parseBody();
    const { file, openId, chatId } = form;
    if (!(file instanceof File) || typeof openId !== 'string' || typeof chatId !== 'string') {
      throw new InvalidInput('sandbox.file', '请选择要发送的文件');
    }
    const content = new Uint8Array(await file.arrayBuffer());
    const mime = imageType(content);
    const message = await people.sendFile({
      openId,
      chatId,
      kind: mime === null ? 'file' : 'image',
      name: file.name,
      mime: mime ?? (file.type || 'application/octet-stream'),
      content,
    });
    return c.json({ message });
  });

  page.post('/api/press', async (c) => {
    const body = await read(c, pressSchema);
    const outcome = await people.press(body);
    return c.json({ toast: outcome.toast, code: outcome.code, message: store.message(body.messageId) });
  });

  page.post('/api/private-chats', async (c) => {
    const { openId } = await read(c, enterSchema);
    return c.json({ chat: people.enterPrivateChat(openId) });
  });

  page.post('/clock', async (c) => {
    await sandbox.moveClock(clockInstant(await read(c, clockRequestSchema), sandbox.clock.now()));
    return c.json({ now: beijingIso(sandbox.clock.now()) });
  });

  return page;
}

/** Reads a JSON body. A form of another page cannot send JSON without asking first. */
async function read<S extends z.ZodType>(c: Context, schema: S): Promise<z.output<S>> {
  const isJson = c.req.header('content-type')?.includes('application/json') ?? false;
  const parsed = schema.safeParse(isJson ? await c.req.json().catch(() => null) : null);
  if (parsed.success) return parsed.data;
  throw new InvalidInput('sandbox.request', `请求格式不对:${parsed.error.issues[0]?.message ?? ''}`);
}
