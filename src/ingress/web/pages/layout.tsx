import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Visitor } from '#ingress/web/console.types.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { navigationFor } from './navigation.ts';

type Status = 200 | 400 | 403 | 404 | 409 | 413 | 500 | 503;

/** A whole page as an answer. */
export function page(
  c: Context,
  content: HtmlEscapedString | Promise<HtmlEscapedString>,
  status: Status = 200,
): Response | Promise<Response> {
  return c.html(html`<!doctype html>${content}`, status);
}

export interface LayoutProps {
  title: string;
  /** null before anybody has signed in. */
  visitor: Visitor | null;
  /** The part of the navigation that this page belongs to. */
  at?: string;
  children?: Child;
}

const SHEETS = ['console', 'tables', 'forms', 'pages', 'summary', 'admin'];

/** What all pages have around them: title, navigation, who is signed in. */
export function Layout({ title, visitor, at, children }: LayoutProps) {
  const words = consoleTexts;
  return (
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          name="htmx-config"
          content='{"includeIndicatorStyles":false,"allowEval":false,"selfRequestsOnly":true}'
        />
        <title>{words.title(title)}</title>
        <link rel="icon" href="data:," />
        {SHEETS.map((name) => (
          <link rel="stylesheet" href={`/console/assets/${name}.css`} />
        ))}
        <script src="/console/assets/htmx.min.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">
          {words.skip}
        </a>
        <header class="top">
          <div class="wide">
            <a class="brand" href="/console">
              <span class="mark">{words.product}</span>
              {words.name}
            </a>
            {visitor && <SignedIn visitor={visitor} />}
          </div>
          {visitor && <Navigation visitor={visitor} at={at} />}
        </header>
        <main id="main" class="wide" tabindex={-1}>
          {children}
        </main>
      </body>
    </html>
  );
}

function SignedIn({ visitor: { person, session } }: { visitor: Visitor }) {
  const roles = person.roles.map((role) => consoleTexts.roles[role]).join('、');
  return (
    <div class="who">
      <span class="who-name">{person.name}</span>
      <span class="who-roles">{roles}</span>
      <form method="post" action="/console/sign-out">
        <Token csrf={session.csrf} />
        <button class="plain" type="submit">
          {consoleTexts.signIn.out}
        </button>
      </form>
    </div>
  );
}

function Navigation({ visitor, at }: { visitor: Visitor; at: string | undefined }) {
  return (
    <nav aria-label={consoleTexts.nav.label}>
      <ul class="wide">
        {navigationFor(visitor.facts).map(({ key, href, label }) => (
          <li>
            <a href={href} aria-current={key === at ? 'page' : undefined}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The token that every form carries. */
export function Token({ csrf }: { csrf: string }) {
  return <input type="hidden" name="csrf" value={csrf} />;
}

/** One sentence on top of a page, read out at once. */
export function Told({ kind, children }: { kind: 'good' | 'bad' | 'note'; children?: Child }) {
  return (
    <p class={`told ${kind}`} role={kind === 'bad' ? 'alert' : 'status'}>
      {children}
    </p>
  );
}
