import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { mountSandbox, PLATFORM_PATH } from '#sandbox/page.routes.ts';
import { PEOPLE, startSandbox } from './sandbox-setup.ts';

async function startPage() {
  const sandbox = await startSandbox();
  const app = new Hono();
  mountSandbox(app, sandbox);
  const post = (path: string, body: unknown, type = 'application/json') =>
    app.request(`/sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { sandbox, app, post };
}

test('the page and everything it loads come with a strict policy', async () => {
  const { app } = await startPage();
  const page = await app.request('/sandbox');
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
  const html = await page.text();
  expect(html).not.toMatch(/<script(?![^>]*src=)|style=|onclick=/);
  const seen = new Set<string>();
  const load = async (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    const response = await app.request(path);
    expect(response.status, path).toBe(200);
    const source = await response.text();
    for (const [, name] of source.matchAll(/from '\.\/([\w-]+\.js)'/g)) await load(`/sandbox/assets/${name}`);
  };
  for (const [, path] of html.matchAll(/(?:src|href)="([^"]+)"/g)) await load(path ?? '');
  expect(seen.size).toBeGreaterThan(15);
});

test('nothing but the page is served from its folder', async () => {
  const { app } = await startPage();
  for (const file of ['tsconfig.json', '..%2Fsandbox.ts', 'types.js', '__proto__']) {
    expect((await app.request(`/sandbox/assets/${file}`)).status).toBe(404);
  }
});

test('the platform answers under its path', async () => {
  const { app } = await startPage();
  const response = await app.request(`${PLATFORM_PATH}/open-apis/bot/v3/info`);
  expect(await response.json()).toMatchObject({ code: 99991661 });
});

test('the clock goes to a time, a step on, or to the next working day', async () => {
  const { sandbox, post } = await startPage();
  const now = async (request: unknown) => (await (await post('clock', request)).json()) as { now?: string };
  expect(await now({ advance: '1h' })).toEqual({ now: '2026-11-24T11:00:00+08:00' });
  expect(await now({ advance: 90_000 })).toEqual({ now: '2026-11-24T11:01:30+08:00' });
  expect(await now({ now: '2026-09-30T10:00:00+08:00' })).toEqual({ now: '2026-09-30T10:00:00+08:00' });
  // The days of 国庆节 are passed over.
  expect(await now({ advance: '1workday' })).toEqual({ now: '2026-10-08T10:00:00+08:00' });
  expect(sandbox.clock.now().toISOString()).toBe('2026-10-08T02:00:00.000Z');
  for (const bad of [{}, { now: '明天' }, { now: '2026-09-30' }, { advance: -1 }, { advance: 'soon' }, 'x']) {
    expect((await post('clock', bad)).status).toBe(400);
  }
});

test('only members write, and only as JSON', async () => {
  const { sandbox, post } = await startPage();
  const said = { openId: PEOPLE.contact, chatId: 'oc_enterprise', text: '您好' };
  expect((await post('api/messages', said)).status).toBe(200);
  const stranger = await post('api/messages', { ...said, openId: PEOPLE.handler });
  expect(stranger.status).toBe(403);
  expect(await stranger.json()).toEqual({ error: '只有会话成员可以在这里操作' });
  expect((await post('api/messages', { ...said, chatId: 'oc_none' })).status).toBe(404);
  expect((await post('api/messages', said, 'text/plain')).status).toBe(403);
  expect((await post('api/messages', { ...said, text: '   ' })).status).toBe(400);
  expect(sandbox.store.messagesOf('oc_enterprise')).toHaveLength(1);
});

test('what happens is told to an open page at once', async () => {
  const { sandbox, app } = await startPage();
  const response = await app.request('/sandbox/api/events');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  await reader?.read();
  sandbox.people.say({ openId: PEOPLE.contact, chatId: 'oc_enterprise', text: '您好' });
  const { value } = (await reader?.read()) ?? {};
  expect(value).toContain('"type":"message"');
  expect(value).toContain('您好');
  await reader?.cancel();
});

test('an open page is let go when the sandbox stops', async () => {
  const { sandbox, app } = await startPage();
  const stop = sandbox.start();
  const body = (await app.request('/sandbox/api/events')).text();
  // The stream listens once it has been asked for.
  await new Promise((resolve) => setImmediate(resolve));
  stop();
  expect(await body).toContain('event: ping');
});

test('the samples name the enterprise of the chat', async () => {
  const { app } = await startPage();
  const state = (await (await app.request('/sandbox/api/state')).json()) as {
    samples: Record<string, string[]>;
  };
  expect(state.samples.oc_enterprise).toContain('@机器人 登记:鑫宏铝业 夏季限电,生产线停了,急');
});

test('a file that a person sends is an image by its first bytes, not by its name', async () => {
  const { sandbox, app } = await startPage();
  const form = new FormData();
  form.set('openId', PEOPLE.contact);
  form.set('chatId', 'oc_enterprise');
  form.set('file', new File(['<script>alert(1)</script>'], '现场.png', { type: 'image/png' }));
  const send = (origin: string) =>
    app.request('/sandbox/api/files', { method: 'POST', body: form, headers: { origin } });
  expect((await send('https://elsewhere.example')).status).toBe(403);
  const sent = await send('http://localhost');
  expect(sent.status).toBe(200);
  const [message] = sandbox.store.messagesOf('oc_enterprise');
  expect(message?.type).toBe('file');
  const key = JSON.parse(message?.content ?? '{}').file_key;
  const served = await app.request(`/sandbox/api/resources/${key}`);
  expect(served.headers.get('content-type')).toBe('application/octet-stream');
  expect(served.headers.get('content-disposition')).toMatch(/^attachment/);
  expect(served.headers.get('x-content-type-options')).toBe('nosniff');
});
