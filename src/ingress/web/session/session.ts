import type { Context } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import { z } from 'zod';
import type { Clock } from '#shared/clock.ts';

/** Who is signed in, and the token that every form of theirs carries. */
const sessionSchema = z.strictObject({
  /** Tells the two cookies apart: a signature says who wrote a value, not what for. */
  is: z.literal('session'),
  openId: z.string().min(1),
  csrf: z.string().min(1),
  /** Milliseconds since 1970. */
  until: z.number(),
});
export type Session = z.infer<typeof sessionSchema>;

/** A sign-in that is under way. */
const pendingSchema = z.strictObject({
  is: z.literal('sign-in'),
  state: z.string().min(1),
  verifier: z.string().min(1),
  /** Where to go afterwards. */
  next: z.string(),
  until: z.number(),
});
export type PendingSignIn = z.infer<typeof pendingSchema>;

/** A working day with its noon. */
const SESSION_MS = 12 * 3_600_000;
const SIGN_IN_MS = 10 * 60_000;
const SESSION_COOKIE = 'yiqi_session';
const SIGN_IN_COOKIE = 'yiqi_sign_in';
const PATH = '/console';

export interface Sessions {
  read(c: Context): Promise<Session | null>;
  /** Begins a session. */
  begin(c: Context, openId: string): Promise<void>;
  end(c: Context): void;
  /** Keeps what a sign-in has to find again when it comes back. */
  keepSignIn(c: Context, pending: { state: string; verifier: string; next: string }): Promise<void>;
  /** What was kept, once. */
  takeSignIn(c: Context): Promise<PendingSignIn | null>;
}

/**
 * Sessions in signed cookies: nothing is kept on the server but the directory, which is asked at every request.
 * @param secret signs; whoever has it can be anybody
 * @param secure whether the console is reached over https alone
 */
export function createSessions({
  secret,
  secure,
  clock,
}: {
  secret: string;
  secure: boolean;
  clock: Clock;
}): Sessions {
  const options = { path: PATH, httpOnly: true, sameSite: 'Lax', secure } as const;

  async function read<S extends z.ZodType<{ until: number }>>(
    c: Context,
    name: string,
    schema: S,
  ): Promise<z.output<S> | null> {
    const text = await getSignedCookie(c, secret, name);
    if (!text) return null;
    const value = schema.safeParse(jsonOf(text));
    return value.success && value.data.until > clock.now().getTime() ? value.data : null;
  }

  async function write(c: Context, name: string, value: object, forMs: number): Promise<void> {
    const until = clock.now().getTime() + forMs;
    const text = JSON.stringify({ ...value, until });
    await setSignedCookie(c, name, text, secret, { ...options, maxAge: forMs / 1000 });
  }

  return {
    read: (c) => read(c, SESSION_COOKIE, sessionSchema),
    begin: (c, openId) => write(c, SESSION_COOKIE, { is: 'session', openId, csrf: randomText() }, SESSION_MS),
    end: (c) => {
      deleteCookie(c, SESSION_COOKIE, options);
    },
    keepSignIn: (c, pending) => write(c, SIGN_IN_COOKIE, { is: 'sign-in', ...pending }, SIGN_IN_MS),
    takeSignIn: async (c) => {
      const pending = await read(c, SIGN_IN_COOKIE, pendingSchema);
      deleteCookie(c, SIGN_IN_COOKIE, options);
      return pending;
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** 256 random bits, as PKCE and tokens want them: 43 characters of base64url. */
export function randomText(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

/** The S256 challenge of a PKCE verifier. */
export async function challengeOf(verifier: string): Promise<string> {
  return base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

function base64Url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Whether two texts are the same, in a time that does not tell where they differ. */
export function sameText(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

/** A place of the console to go to; anything else, such as another site, becomes its first page. */
export function safeNext(next: string | undefined): string {
  if (!next || !/^\/console(?:[/?]|$)/.test(next) || /[\\\p{Cc}]/u.test(next)) return PATH;
  const url = new URL(next, 'http://console.invalid');
  const inside = url.pathname === PATH || url.pathname.startsWith(`${PATH}/`);
  if (url.host !== 'console.invalid' || !inside) return PATH;
  return url.pathname + url.search;
}
