import { type Context, Hono } from 'hono';
import { getPerson } from '#directory/directory.store.ts';
import { recordAudit } from '#ingress/web/audit/audit.store.ts';
import type { ConsoleDeps } from '#ingress/web/console.types.ts';
import { page } from '#ingress/web/pages/layout.tsx';
import { SignInPage } from '#ingress/web/pages/sign-in.page.tsx';
import { AppError, errorCode } from '#shared/errors.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { challengeOf, randomText, type Sessions, safeNext, sameText } from './session.ts';

const CALLBACK = '/console/sign-in/callback';
const words = consoleTexts.signIn;

/** Signing in by Feishu: the page with the button, the way there, and the way back. */
export function signInRoutes(deps: ConsoleDeps, sessions: Sessions): Hono {
  const { db, clock, logger, signIn } = deps;
  const app = new Hono();

  const signInPage = (c: Context, told: string | null, status: 200 | 403 | 503 = 200) => {
    const next = safeNext(c.req.query('next'));
    return page(c, <SignInPage told={told} next={next} sandboxed={deps.sandboxed} />, status);
  };

  app.get('/', (c) => signInPage(c, c.req.query('out') === undefined ? null : words.outDone));

  app.get('/start', async (c) => {
    const verifier = randomText();
    const state = randomText();
    await sessions.keepSignIn(c, { state, verifier, next: safeNext(c.req.query('next')) });
    const challenge = await challengeOf(verifier);
    return c.redirect(signIn.authorizeUrl({ redirectUri: redirectUri(c, deps), state, challenge }));
  });

  app.get('/callback', async (c) => {
    const pending = await sessions.takeSignIn(c);
    const { code, state = '', error } = c.req.query();
    if (!pending || !sameText(state, pending.state)) return signInPage(c, words.again, 403);
    if (error !== undefined || !code) return signInPage(c, words.denied, 403);
    try {
      const grant = { code, verifier: pending.verifier, redirectUri: redirectUri(c, deps) };
      const { openId } = await signIn.identify(grant);
      const person = await getPerson(db, openId);
      if (!person) return signInPage(c, words.notKnown, 403);
      await sessions.begin(c, openId);
      await recordAudit(db, { actor: person, action: 'sign-in', at: clock.now() });
      return c.redirect(pending.next);
    } catch (failure) {
      logger.warn('console.sign_in', { code: errorCode(failure) });
      const told = failure instanceof AppError ? failure.message : consoleTexts.errors.internal;
      return signInPage(c, told, 403);
    }
  });

  return app;
}

/** Where Feishu sends the browser back to: the same in both steps, as the protocol wants. */
function redirectUri(c: Context, { publicUrl }: ConsoleDeps): string {
  return `${publicUrl ?? new URL(c.req.url).origin}${CALLBACK}`;
}
