import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { eq } from 'drizzle-orm';
import { Hono } from 'hono';
import { describe, expect, it, onTestFinished } from 'vitest';
import { people } from '#directory/directory.tables.ts';
import { createFeishuSignIn } from '#feishu/client/sign-in.ts';
import { recentAudit } from '#ingress/web/audit/audit.store.ts';
import { safeNext } from '#ingress/web/session/session.ts';
import { createSignInPlatform } from '#sandbox/platform.sign-in.ts';
import { createFixedClock } from '#shared/clock.ts';
import { NOW } from '#tests/builders/console-product.ts';
import { openConsole } from '#tests/builders/console-world.ts';

const LEADER = 'ou_sample_leader_gao';
const APP = { appId: 'cli_0123456789abcdef', appSecret: 'the secret of the app' };
const PUBLIC_URL = 'https://yiqi.example.gov.cn';
const CALLBACK = `${PUBLIC_URL}/console/sign-in/callback`;

/** The platform's sign-in as an HTTP server. `tenant` makes it answer for people of another one. */
async function openPlatform({ otherTenant = false } = {}) {
  const clock = createFixedClock(NOW);
  const people = () => [{ openId: LEADER, name: '高远', title: '分管领导' }];
  const platform = new Hono();
  platform.post('/open-apis/auth/v3/tenant_access_token/internal', (c) =>
    c.json({ code: 0, msg: 'ok', tenant_access_token: 't-of-the-app', expire: 7200 }),
  );
  if (otherTenant) {
    platform.get('/open-apis/tenant/v2/tenant/query', (c) =>
      c.json({ code: 0, data: { tenant: { tenant_key: 'another' } } }),
    );
  }
  platform.route('/', createSignInPlatform({ people, clock, ...APP }));
  const server = serve({ fetch: platform.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise<void>((resolve) => server.once('listening', () => resolve()));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const domain = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { platform, clock, domain, signIn: createFeishuSignIn({ ...APP, domain }) };
}

/** Goes the whole way as a browser does. @returns the answer of the callback */
async function wholeWay({ change = (url: URL) => url, otherTenant = false, wait = 0 } = {}) {
  const { signIn, clock, domain } = await openPlatform({ otherTenant });
  const world = await openConsole({ signIn, publicUrl: PUBLIC_URL, days: 1 });
  const visit = world.browser();
  const started = await visit.get('/console/sign-in/start?next=/console/trends');
  const authorize = new URL(started.headers.get('location') ?? '');
  const { pathname, search } = change(authorize);
  const chosen = await fetch(`${domain}${pathname}${search}&as=${LEADER}`, { redirect: 'manual' });
  const back = new URL(chosen.headers.get('location') ?? 'http://nowhere.invalid/');
  clock.advance(wait);
  const answer = await visit.get(back.pathname + back.search);
  return { world, visit, authorize, back, answer };
}

describe('signing in by the platform', () => {
  it('goes by code, state and PKCE to where the person wanted to go', async () => {
    const { answer, authorize, back, visit, world } = await wholeWay();
    expect(Object.fromEntries(authorize.searchParams)).toMatchObject({
      client_id: APP.appId,
      response_type: 'code',
      redirect_uri: CALLBACK,
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(back.href.startsWith(CALLBACK)).toBe(true);
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('/console/trends');
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('yiqi_session='));
    for (const part of ['HttpOnly', 'SameSite=Lax', 'Secure', 'Path=/console', 'Max-Age=43200']) {
      expect(cookie).toContain(part);
    }
    expect(await (await visit.get('/console')).text()).toContain('高远,您好');
    const [entry] = await recentAudit(world.db, 5);
    expect(entry).toMatchObject({ actorOpenId: LEADER, actorName: '高远', action: 'sign-in' });
  });

  it('takes a code once, and only with the verifier of its challenge', async () => {
    const { visit, back, world } = await wholeWay();
    expect((await visit.get(back.pathname + back.search)).status).toBe(403);
    // Another browser has no such sign-in under way, whatever link it is given.
    expect((await world.browser().get(back.pathname + back.search)).status).toBe(403);
    const forged = await wholeWay({
      change: (url) => {
        url.searchParams.set('code_challenge', 'x'.repeat(43));
        return url;
      },
    });
    expect(forged.answer.status).toBe(403);
    expect(forged.visit.cookies.has('yiqi_session')).toBe(false);
  });

  it('refuses another state, an old code, and people of another tenant', async () => {
    const changed = await wholeWay({
      change: (url) => {
        url.searchParams.set('state', 'another');
        return url;
      },
    });
    expect(changed.answer.status).toBe(403);
    const late = await wholeWay({ wait: 5 * 60_000 + 1 });
    expect(late.answer.status).toBe(403);
    const stranger = await wholeWay({ otherTenant: true });
    expect(stranger.answer.status).toBe(403);
    expect(await stranger.answer.text()).toContain('不属于本单位所在的组织');
  });

  it('says so where the platform is away', async () => {
    const signIn = createFeishuSignIn({ ...APP, domain: 'http://127.0.0.1:9', timeoutMs: 500 });
    await expect(signIn.identify({ code: 'c', verifier: 'v', redirectUri: CALLBACK })).rejects.toMatchObject({
      code: 'sign_in.unreachable',
    });
  });

  it('sends people to the accounts page of the platform', () => {
    const { authorizeUrl } = createFeishuSignIn({ ...APP, domain: 'https://open.feishu.cn' });
    const url = authorizeUrl({ redirectUri: CALLBACK, state: 's', challenge: 'c' });
    expect(url.startsWith('https://accounts.feishu.cn/open-apis/authen/v1/authorize?')).toBe(true);
  });
});

describe('a session', () => {
  it('ends by itself after twelve hours, and when somebody signs out', async () => {
    const world = await openConsole({ days: 1 });
    const visit = await world.as(LEADER);
    world.clock.advance(12 * 3_600_000 - 1);
    expect((await visit.get('/console')).status).toBe(200);
    world.clock.advance(2);
    expect((await visit.get('/console')).status).toBe(302);

    const again = await world.as(LEADER);
    expect((await again.post('/console/sign-out')).status).toBe(303);
    expect((await again.get('/console')).status).toBe(302);
  });

  it('is of no use once the directory does not know the person, or no longer as a leader', async () => {
    const world = await openConsole({ days: 1 });
    const visit = await world.as(LEADER);
    await world.db.update(people).set({ leader: false }).where(eq(people.openId, LEADER));
    expect((await visit.get('/console/trends')).status).toBe(403);
    await world.db.update(people).set({ active: false }).where(eq(people.openId, LEADER));
    expect((await visit.get('/console')).status).toBe(302);
    const answer = await (await world.as(LEADER)).get('/console');
    expect(answer.status).toBe(302);
  });

  it('cannot be made up, changed, or put together from the other cookie', async () => {
    const world = await openConsole({ days: 1 });
    const visit = await world.as('ou_sample_contact_xinhong');
    const value = visit.cookies.get('yiqi_session') ?? '';
    visit.cookies.set('yiqi_session', value.replace('xinhong', 'xinyu00'));
    expect((await visit.get('/console')).status).toBe(302);
    const other = world.browser();
    await other.get('/console/sign-in/start');
    other.cookies.set('yiqi_session', other.cookies.get('yiqi_sign_in') ?? '');
    expect((await other.get('/console')).status).toBe(302);
  });

  it('takes no form without its token', async () => {
    const world = await openConsole({ days: 1 });
    const visit = await world.as(LEADER);
    const other = await world.as('ou_sample_dispatcher');
    const [, foreign = ''] =
      /name="csrf" value="([^"]+)"/.exec(await (await other.get('/console')).text()) ?? [];
    const path = '/console/tickets/T20261124-0001/actions/supervise';
    expect((await visit.postFromElsewhere(path)).status).toBe(403);
    expect((await visit.postFromElsewhere(path, { csrf: '' })).status).toBe(403);
    expect((await visit.postFromElsewhere(path, { csrf: foreign })).status).toBe(403);
    expect((await visit.postFromElsewhere('/console/sign-out')).status).toBe(403);
    expect((await visit.get('/console')).status).toBe(200);
  });

  it('comes with headers that keep other sites and scripts out, on every page', async () => {
    const world = await openConsole({ days: 1 });
    const visit = await world.as(LEADER);
    for (const path of ['/console', '/console/tickets', '/console/none', '/console/summaries/2026-W47']) {
      const { headers } = await visit.get(path);
      const policy = headers.get('content-security-policy') ?? '';
      for (const part of [
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'self'",
      ]) {
        expect(policy, path).toContain(part);
      }
      expect(policy, path).not.toContain('unsafe');
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('cache-control'), path).toBe('no-store');
    }
  });

  it('loads less than 100 KB of script, and no inline script or style', async () => {
    const world = await openConsole({ days: 6 });
    const visit = await world.as(LEADER);
    const page = await (await visit.get('/console/summaries/2026-W47')).text();
    const scripts = [...page.matchAll(/<script[^>]*src="([^"]+)"/g)].map(([, src = '']) => src);
    let bytes = 0;
    for (const src of scripts) bytes += (await (await visit.get(src)).arrayBuffer()).byteLength;
    expect(bytes).toBeGreaterThan(1_000);
    expect(bytes).toBeLessThan(100_000);
    expect(page).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/);
  });
});

describe('where somebody goes after signing in', () => {
  it.each([
    ['/console', '/console'],
    ['/console/tickets?state=all&q=%E9%91%AB', '/console/tickets?state=all&q=%E9%91%AB'],
    ['/console?x', '/console?x'],
    [undefined, '/console'],
    ['', '/console'],
    ['https://evil.example/console', '/console'],
    ['//evil.example/console', '/console'],
    ['/console/../sandbox', '/console'],
    ['/console/..//evil.example', '/console'],
    ['/console\\..\\evil', '/console'],
    ['/consolation', '/console'],
    ['/console/\r\nset-cookie: a=b', '/console'],
    ['javascript:alert(1)', '/console'],
  ])('%s → %s', (next, place) => {
    expect(safeNext(next)).toBe(place);
  });
});
