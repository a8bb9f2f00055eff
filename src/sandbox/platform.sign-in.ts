import { Hono } from 'hono';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import type { Clock } from '#shared/clock.ts';
import { newCallbackToken, newTenantToken, tenantKeyOf, unionIdOf, userIdOf } from './sandbox.ids.ts';
import type { Person } from './sandbox.types.ts';

export interface SignInPlatformDeps {
  people(): readonly Person[];
  clock: Clock;
  appId: string;
  appSecret: string;
}

interface Grant {
  openId: string;
  redirectUri: string;
  challenge: string;
  until: number;
}

const CODE_MS = 5 * 60_000;
const TOKEN_MS = 2 * 3_600_000;
const CALLBACK = '/console/sign-in/callback';

/**
 * The platform's sign-in, `/open-apis/authen/...`: where the real one knows who sits there, this one lets them pick a
 * person. Codes are good once, for five minutes, with the PKCE verifier of their challenge.
 */
export function createSignInPlatform({ people, clock, appId, appSecret }: SignInPlatformDeps): Hono {
  const grants = new Map<string, Grant>();
  const tokens = new Map<string, { openId: string; until: number }>();
  const app = new Hono();
  const now = () => clock.now().getTime();

  app.get('/open-apis/authen/v1/authorize', pickerHeaders, (c) => {
    const { client_id, redirect_uri = '', state = '', code_challenge = '', as } = c.req.query();
    const known = client_id === appId && URL.canParse(redirect_uri);
    if (!known || new URL(redirect_uri).pathname !== CALLBACK) return c.text('登录请求不正确', 400);
    if (c.req.query('code_challenge_method') !== 'S256') return c.text('登录请求不正确', 400);
    const person = people().find(({ openId }) => openId === as);
    if (!person) return c.html(pickerPage(people(), new URL(c.req.url).searchParams));
    const code = newCallbackToken();
    const { openId } = person;
    grants.set(code, {
      openId,
      redirectUri: redirect_uri,
      challenge: code_challenge,
      until: now() + CODE_MS,
    });
    const back = new URL(redirect_uri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', state);
    return c.redirect(back.href);
  });

  app.post('/open-apis/authen/v2/oauth/token', async (c) => {
    const body: Record<string, unknown> = await c.req.json().catch(() => ({}));
    const refuse = (code: number, why: string) =>
      c.json({ code, error: 'invalid_grant', error_description: why }, 400);
    if (body.grant_type !== 'authorization_code') return refuse(20036, 'grant_type is not supported');
    if (body.client_id !== appId) return refuse(20048, 'app does not exist');
    if (body.client_secret !== appSecret) return refuse(20002, 'client secret is invalid');
    const code = String(body.code);
    const grant = grants.get(code);
    grants.delete(code);
    if (!grant) return refuse(20003, 'code not found');
    if (grant.until < now()) return refuse(20004, 'code has expired');
    if (body.redirect_uri !== grant.redirectUri) return refuse(20071, 'redirect_uri does not match');
    if ((await s256(String(body.code_verifier))) !== grant.challenge) return refuse(20049, 'PKCE failed');
    const token = `u-${newTenantToken().slice(2)}`;
    tokens.set(token, { openId: grant.openId, until: now() + TOKEN_MS });
    return c.json({ code: 0, access_token: token, expires_in: TOKEN_MS / 1000, token_type: 'Bearer' });
  });

  app.get('/open-apis/authen/v1/user_info', (c) => {
    const held = tokens.get(c.req.header('authorization')?.replace(/^Bearer /, '') ?? '');
    const person = people().find(({ openId }) => openId === held?.openId);
    if (!held || held.until < now() || !person) return c.json({ code: 20005, msg: 'invalid token' }, 400);
    const { openId, name } = person;
    const ids = { open_id: openId, union_id: unionIdOf(openId), user_id: userIdOf(openId) };
    return c.json({ code: 0, msg: 'success', data: { name, ...ids, tenant_key: tenantKeyOf(appId) } });
  });

  app.get('/open-apis/tenant/v2/tenant/query', (c) => {
    if (!c.req.header('authorization')?.startsWith('Bearer t-')) {
      return c.json({ code: 99991661, msg: 'missing access token' }, 400);
    }
    const tenant = { name: '沙盒', display_id: 'F000000', tenant_tag: 0, tenant_key: tenantKeyOf(appId) };
    return c.json({ code: 0, msg: 'success', data: { tenant } });
  });

  return app;
}

async function s256(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return Buffer.from(digest).toString('base64url');
}

const pickerHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  referrerPolicy: 'no-referrer',
});

function pickerPage(people: readonly Person[], query: URLSearchParams) {
  const link = (openId: string) => {
    const mine = new URLSearchParams(query);
    mine.set('as', openId);
    return `?${mine}`;
  };
  return html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>选择人员登录</title>
<link rel="stylesheet" href="/console/assets/console.css">
<link rel="stylesheet" href="/console/assets/pages.css">
</head>
<body>
<main class="picker">
<h1>选择人员登录</h1>
<p class="lead">这是本机沙盒:选一个人,以其身份进入。正式使用时由飞书登录。</p>
<ul>${people.map(
    (person) =>
      html`<li><a href="${link(person.openId)}"><strong>${person.name}</strong> <span>${person.title}</span></a></li>`,
  )}</ul>
</main>
</body>
</html>`;
}
