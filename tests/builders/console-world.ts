import { join } from 'node:path';
import type { Hono } from 'hono';
import { onTestFinished } from 'vitest';
import { createConsoleAssets } from '#adapters/console-assets/console-assets.ts';
import { createDirectoryFiles } from '#adapters/directory-files/directory-files.ts';
import { readDirectoryFile } from '#adapters/directory-files/read-directory-file.ts';
import { loadKnowledge } from '#adapters/knowledge-folder/load-knowledge.ts';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import { openFtsIndex } from '#adapters/sqlite-fts/sqlite-fts-index.ts';
import { createRuleAnswerer } from '#conversation/rule-answerer.ts';
import type { Database } from '#database/database.ts';
import { importSample } from '#directory/directory.exchange.ts';
import type { FeishuSignIn } from '#feishu/client/sign-in.ts';
import { createConsole } from '#ingress/web/console.route.tsx';
import type { ConsoleDeps } from '#ingress/web/console.types.ts';
import { createPolicyService } from '#policy/policy.service.ts';
import { createFixedClock, type MovableClock } from '#shared/clock.ts';
import { silentLogger } from '#shared/log.ts';
import { knowledgeFolder, NOW } from './console-product.ts';
import { tellStory } from './console-story.ts';
import { temporaryFolder } from './temporary-database.ts';
import { trainedRules } from './trained.ts';

/** A browser of one person: keeps cookies, follows nothing by itself. */
export interface Visit {
  get(path: string): Promise<Response>;
  /** Sends a form with the token of this session. */
  post(path: string, form?: Record<string, string | string[] | File>): Promise<Response>;
  /** Sends a form as another site would, which does not know the token. */
  postFromElsewhere(path: string, form?: Record<string, string>): Promise<Response>;
  cookies: Map<string, string>;
}

export interface ConsoleWorld {
  db: Database;
  clock: MovableClock;
  deps: ConsoleDeps;
  console: Hono;
  /** How often somebody was told that messages wait. */
  committed: () => number;
  /** A browser in which nobody has signed in. */
  browser(): Visit;
  /** A browser in which this person has signed in, by the same way as people do. */
  as(openId: string): Promise<Visit>;
}

/** Says who somebody is by the code that they bring. */
const byCode: FeishuSignIn = {
  authorizeUrl: ({ redirectUri, state, challenge }) =>
    `https://accounts.invalid/authorize?${new URLSearchParams({ redirect_uri: redirectUri, state, code_challenge: challenge })}`,
  identify: async ({ code }) => ({ openId: code }),
};

export interface WorldOptions {
  signIn?: FeishuSignIn;
  publicUrl?: string;
  /** How many days of tickets there are; 12 without it. */
  days?: number;
  attachment?: ConsoleDeps['attachment'];
  /** As where tables can be neither read nor written. */
  withoutFiles?: boolean;
}

/** The console over a real database of the sample district with some weeks of tickets. */
export async function openConsole(options: WorldOptions = {}): Promise<ConsoleWorld> {
  const folder = temporaryFolder();
  const { db, close } = await openDatabase(`file:${join(folder, 'yiqi.db')}`);
  onTestFinished(() => close());
  const rules = trainedRules();
  await importSample(db, await readDirectoryFile(join(knowledgeFolder, 'sample')), rules.departments, NOW);
  await tellStory(db, rules.rules, NOW, { days: options.days ?? 12 });
  const policy = await createPolicyService({
    knowledge: loadKnowledge(knowledgeFolder),
    index: await openFtsIndex(db),
  });
  const clock = createFixedClock(NOW);
  let committed = 0;
  const deps: ConsoleDeps = {
    ...{ db, clock, logger: silentLogger, secret: 'a secret of the tests', sandboxed: false, desk: null },
    district: { ...rules, policy },
    answerer: createRuleAnswerer(policy),
    signIn: options.signIn ?? byCode,
    publicUrl: options.publicUrl,
    assets: createConsoleAssets(),
    attachment: options.attachment,
    directoryFiles: options.withoutFiles ? undefined : createDirectoryFiles(),
    onCommitted: () => {
      committed++;
    },
  };
  const app = createConsole(deps);
  const browser = () => createVisit(app);
  return {
    ...{ db, clock, deps, console: app, browser, committed: () => committed },
    as: async (openId) => {
      const visit = browser();
      const started = await visit.get('/console/sign-in/start');
      const state = new URL(started.headers.get('location') ?? '').searchParams.get('state') ?? '';
      await visit.get(`/console/sign-in/callback?${new URLSearchParams({ code: openId, state })}`);
      return visit;
    },
  };
}

const ORIGIN = 'http://console.test';

function createVisit(app: Hono): Visit {
  const cookies = new Map<string, string>();
  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await app.request(`${ORIGIN}${path}`, { ...init, headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  }
  const formOf = (form: Record<string, string | string[] | File>) => {
    const body = new FormData();
    for (const [name, values] of Object.entries(form)) {
      for (const value of [values].flat()) body.append(name, value);
    }
    return body;
  };
  return {
    cookies,
    get: (path) => send(path),
    postFromElsewhere: (path, form = {}) => send(path, { method: 'POST', body: formOf(form) }),
    post: async (path, form = {}) => {
      const page = await (await send('/console')).text();
      const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec(page) ?? [];
      return send(path, { method: 'POST', body: formOf({ csrf, ...form }) });
    },
  };
}
