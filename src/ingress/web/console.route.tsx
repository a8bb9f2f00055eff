import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { factsOf } from '#conversation/people.ts';
import { getPerson } from '#directory/directory.store.ts';
import {
  AppError,
  Conflict,
  errorCode,
  Forbidden,
  InvalidInput,
  NotFound,
  Unavailable,
} from '#shared/errors.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { recordAudit } from './audit/audit.store.ts';
import { allows } from './console.access.ts';
import { consoleRoutes } from './console.routes.ts';
import {
  ASSETS,
  type AssetName,
  type ConsoleDeps,
  type ConsoleRoute,
  type Visitor,
} from './console.types.ts';
import { ErrorPage } from './pages/error.page.tsx';
import { page } from './pages/layout.tsx';
import { createSessions, type Sessions, sameText } from './session/session.ts';
import { signInRoutes } from './session/sign-in.route.tsx';

const LARGEST_BODY_BYTES = 6 * 1024 * 1024;

/** The console at `/console`: sign-in, the files of its pages, and the pages behind their access rules. */
export function createConsole(deps: ConsoleDeps): Hono {
  const sessions = createSessions({
    secret: deps.secret,
    secure: deps.publicUrl?.startsWith('https://') ?? false,
    clock: deps.clock,
  });
  const app = new Hono().basePath('/console');

  app.onError((error, c) => answerError(deps, sessions, c, error));
  app.use(securityHeaders);
  app.use(async (c, next) => {
    c.header('cache-control', 'no-store');
    await next();
  });
  app.use(
    bodyLimit({
      maxSize: LARGEST_BODY_BYTES,
      onError: (c) =>
        page(c, <ErrorPage status={413} message={consoleTexts.errors.tooLarge} visitor={null} />, 413),
    }),
  );

  app.get('/assets/:file', async (c) => {
    const name = c.req.param('file') as AssetName;
    if (!Object.hasOwn(ASSETS, name)) return c.notFound();
    return c.body(await deps.assets(name), 200, {
      'content-type': ASSETS[name],
      'cache-control': 'public, max-age=300',
    });
  });
  app.route('/sign-in', signInRoutes(deps, sessions));
  app.post('/sign-out', async (c) => {
    const visitor = await visitorOf(deps, sessions, c);
    if (visitor) {
      await requireToken(c, visitor);
      sessions.end(c);
      await recordAudit(deps.db, { actor: visitor.person, action: 'sign-out', at: visitor.now });
    }
    return c.redirect('/console/sign-in?out', 303);
  });

  for (const route of consoleRoutes(deps)) mount(app, deps, sessions, route);
  app.all('*', async (c) => {
    const visitor = await visitorOf(deps, sessions, c);
    const status = 404;
    return page(
      c,
      <ErrorPage status={status} message={consoleTexts.errors.notFound} visitor={visitor} />,
      status,
    );
  });
  return app;
}

/** Puts a page behind the checks that all pages have. */
function mount(app: Hono, deps: ConsoleDeps, sessions: Sessions, route: ConsoleRoute): void {
  app.on(route.method, route.path, async (c) => {
    const visitor = await visitorOf(deps, sessions, c);
    if (!visitor) return toSignIn(c);
    if (route.method === 'POST') await requireToken(c, visitor);
    if (!allows(route.access, visitor.facts)) {
      throw new Forbidden('console.access', consoleTexts.errors.forbidden);
    }
    return route.handle(c, visitor);
  });
}

/** Who is looking: the session says whom, the directory at this very request what they are. */
async function visitorOf(deps: ConsoleDeps, sessions: Sessions, c: Context): Promise<Visitor | null> {
  const session = await sessions.read(c);
  if (!session) return null;
  const person = await getPerson(deps.db, session.openId);
  if (!person) {
    sessions.end(c);
    return null;
  }
  return { person, facts: factsOf(person, person.openId), session, now: deps.clock.now() };
}

function toSignIn(c: Context): Response {
  // What was to be posted is lost; the page that it was posted from is not an address to come back to.
  if (c.req.method !== 'GET') return c.redirect('/console/sign-in', 303);
  const { pathname, search } = new URL(c.req.url);
  return c.redirect(`/console/sign-in?${new URLSearchParams({ next: pathname + search })}`);
}

/** A form of another site does not know the token of this session. */
async function requireToken(c: Context, { session }: Visitor): Promise<void> {
  const token = (await c.req.parseBody({ all: true })).csrf;
  if (typeof token !== 'string' || !sameText(token, session.csrf)) {
    throw new Forbidden('console.csrf', consoleTexts.errors.csrf);
  }
}

const securityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
  referrerPolicy: 'same-origin',
});

async function answerError(
  deps: ConsoleDeps,
  sessions: Sessions,
  c: Context,
  error: Error,
): Promise<Response> {
  const { status, message } = told(error);
  if (status === 500 || status === 503) deps.logger.error('console.failed', { code: errorCode(error) });
  const visitor = await visitorOf(deps, sessions, c).catch(() => null);
  return page(c, <ErrorPage status={status} message={message} visitor={visitor} />, status);
}

function told(error: Error) {
  const { errors } = consoleTexts;
  if (error instanceof Unavailable) return { status: 503 as const, message: errors.unavailable };
  if (!(error instanceof AppError)) return { status: 500 as const, message: errors.internal };
  const { message } = error;
  if (error instanceof InvalidInput) return { status: 400 as const, message };
  if (error instanceof Forbidden) return { status: 403 as const, message };
  if (error instanceof NotFound) return { status: 404 as const, message };
  if (error instanceof Conflict) return { status: 409 as const, message };
  return { status: 500 as const, message: errors.internal };
}
