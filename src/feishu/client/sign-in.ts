import { z } from 'zod';
import { Forbidden, Unavailable } from '#shared/errors.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';

export interface SignInOptions {
  appId: string;
  appSecret: string;
  /** Scheme and host of the open platform, `https://open.feishu.cn`. */
  domain: string;
  /** The page where people say who they are, where it is not that of the domain. */
  authorizeUrl?: string;
  timeoutMs?: number;
}

/** Who signed in, as Feishu says. */
export interface SignedIn {
  openId: string;
}

export interface FeishuSignIn {
  /** Where the browser is sent; the answer comes back to `redirectUri` with `code` and `state`. */
  authorizeUrl(request: { redirectUri: string; state: string; challenge: string }): string;
  /**
   * Turns a code into the person who gave it.
   * @throws Forbidden where Feishu refuses the code, or the person is of another tenant
   * @throws Unavailable where Feishu could not be asked
   */
  identify(grant: { code: string; verifier: string; redirectUri: string }): Promise<SignedIn>;
}

const TIMEOUT_MS = 10_000;
const AUTHORIZE_PATH = '/open-apis/authen/v1/authorize';

const userTokenSchema = z.looseObject({ code: z.literal(0), access_token: z.string().min(1) });
const userInfoSchema = z.looseObject({
  code: z.literal(0),
  data: z.looseObject({ open_id: z.string().min(1), tenant_key: z.string().min(1) }),
});
const tenantTokenSchema = z.looseObject({ code: z.literal(0), tenant_access_token: z.string().min(1) });
const tenantSchema = z.looseObject({
  code: z.literal(0),
  data: z.looseObject({ tenant: z.looseObject({ tenant_key: z.string().min(1) }) }),
});

/** Sign-in by Feishu's OAuth 2.0 with PKCE. Plain fetch, so that it runs on Workers, too. */
export function createFeishuSignIn(options: SignInOptions): FeishuSignIn {
  const { appId, appSecret } = options;
  const domain = options.domain.replace(/\/+$/, '');
  const call = (path: string, init: RequestInit) =>
    askPlatform(`${domain}/open-apis${path}`, init, options.timeoutMs ?? TIMEOUT_MS);
  let tenant: Promise<string> | undefined;

  async function fetchTenantKey(): Promise<string> {
    const token = tenantTokenSchema.safeParse(
      await call('/auth/v3/tenant_access_token/internal', post({ app_id: appId, app_secret: appSecret })),
    );
    if (!token.success) throw new Unavailable('sign_in.tenant_token', consoleTexts.signIn.unavailable);
    const answer = tenantSchema.safeParse(
      await call('/tenant/v2/tenant/query', bearer(token.data.tenant_access_token)),
    );
    if (!answer.success) throw new Unavailable('sign_in.tenant', consoleTexts.signIn.noTenant);
    return answer.data.data.tenant.tenant_key;
  }

  /** The app's own tenant does not change; a failure is asked again. */
  function tenantKey(): Promise<string> {
    tenant ??= fetchTenantKey().catch((error: unknown) => {
      tenant = undefined;
      throw error;
    });
    return tenant;
  }

  return {
    authorizeUrl: ({ redirectUri, state, challenge }) => {
      const query = new URLSearchParams({
        client_id: appId,
        response_type: 'code',
        redirect_uri: redirectUri,
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      });
      return `${options.authorizeUrl ?? accountsOf(domain) + AUTHORIZE_PATH}?${query}`;
    },
    identify: async ({ code, verifier, redirectUri }) => {
      const body = {
        grant_type: 'authorization_code',
        client_id: appId,
        client_secret: appSecret,
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      };
      const token = userTokenSchema.safeParse(await call('/authen/v2/oauth/token', post(body)));
      if (!token.success) throw new Forbidden('sign_in.code', consoleTexts.signIn.refused);
      const info = userInfoSchema.safeParse(
        await call('/authen/v1/user_info', bearer(token.data.access_token)),
      );
      if (!info.success) throw new Forbidden('sign_in.user_info', consoleTexts.signIn.refused);
      const { open_id: openId, tenant_key: key } = info.data.data;
      if (key !== (await tenantKey())) {
        throw new Forbidden('sign_in.other_tenant', consoleTexts.signIn.otherTenant);
      }
      return { openId };
    },
  };
}

/** The pages for people are on another host than the calls: open.feishu.cn → accounts.feishu.cn. */
function accountsOf(domain: string): string {
  return domain.replace('://open.', '://accounts.');
}

function post(body: Record<string, string>): RequestInit {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return { method: 'POST', headers, body: JSON.stringify(body) };
}

function bearer(token: string): RequestInit {
  return { headers: { authorization: `Bearer ${token}` } };
}

/** The answer's body, whatever it says. @throws Unavailable where none came */
async function askPlatform(url: string, init: RequestInit, timeoutMs: number): Promise<unknown> {
  const unavailable = (cause: unknown) =>
    new Unavailable('sign_in.unreachable', consoleTexts.signIn.unavailable, { cause });
  try {
    const answer = await fetch(url, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (answer.status >= 500) throw unavailable(`http ${answer.status}`);
    return await answer.json();
  } catch (error) {
    throw error instanceof Unavailable ? error : unavailable(error);
  }
}
