import { sql } from 'drizzle-orm';
import type { Hono } from 'hono';
import { createConsoleAssets } from '#adapters/console-assets/console-assets.ts';
import { loadRules } from '#adapters/knowledge-folder/load-district.ts';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import { createRuleAnswerer } from '#conversation/rule-answerer.ts';
import type { Database } from '#database/database.ts';
import type { FeishuSignIn } from '#feishu/client/sign-in.ts';
import { createConsole } from '#ingress/web/console.route.tsx';
import type { PolicyService } from '#policy/policy.service.ts';
import { createFixedClock } from '#shared/clock.ts';
import { silentLogger } from '#shared/log.ts';
import { NOW, yearOfTickets } from './summary-data.ts';

const TICKETS = Number(process.env.BENCH_SUMMARY_TICKETS || 1_000_000);
const ROUNDS = 40;
const ORIGIN = 'http://console.bench';

const PAGES: Record<string, readonly string[]> = {
  ou_bench_leader: [
    '',
    '/summaries/2026-W47',
    '/summaries/2026-10',
    '/trends',
    '/tickets',
    '/tickets?state=all',
    '/tickets?state=closed&category=land',
    '/tickets?overdue=1',
    '/tickets?figure=overdue&span=2026-W47',
    '/tickets/NUMBER',
  ],
  ou_bench_dispatcher: ['', '/queue', '/tickets?state=pending_dispatch', '/tickets?state=all&q=企业77'],
  ou_bench_handler: ['', '/tickets', '/tickets?state=all', '/tickets?state=closed'],
  ou_bench_contact: ['', '/tickets?state=all'],
  ou_c7: ['', '/enterprises', '/tickets?state=all'],
};

/** The console's pages for each role over a year of a million tickets: request to whole page, in this process. */
export async function benchConsole(): Promise<void> {
  const rules = loadRules('knowledge');
  const file = await yearOfTickets(TICKETS, rules.rules);
  const { db, close } = await openDatabase(`file:${file}`);
  await enterPeople(db);
  await db.run(sql`delete from kept_figures`);
  const signIn: FeishuSignIn = {
    authorizeUrl: ({ state }) => `${ORIGIN}/?state=${state}`,
    identify: async ({ code }) => ({ openId: code }),
  };
  // No page that is measured asks the policies more than the name of a clause.
  const policy = { clause: () => undefined } as unknown as PolicyService;
  const app = createConsole({
    ...{ db, signIn, desk: null, clock: createFixedClock(NOW), logger: silentLogger },
    ...{ secret: 'bench', sandboxed: false, assets: createConsoleAssets(), onCommitted: () => {} },
    district: { ...rules, policy },
    answerer: createRuleAnswerer(policy),
  });
  const [row] = await db.all<{ number: string }>(
    sql`select number from tickets where state = 'in_progress' order by created_at desc limit 1`,
  );
  console.log(`控制台(一年 ${TICKETS.toLocaleString('en')} 件工单,每页 ${ROUNDS} 次)`);
  const all: number[] = [];
  for (const [openId, paths] of Object.entries(PAGES)) {
    const cookie = await signInAs(app, openId);
    for (const path of paths)
      all.push(...(await measure(app, cookie, openId, path.replace('NUMBER', row?.number ?? ''))));
  }
  console.log(`  全部页面 p50 ${at(all, 0.5)} ms,p95 ${at(all, 0.95)} ms,最慢 ${at(all, 1)} ms`);
  close();
}

async function measure(app: Hono, cookie: string, openId: string, path: string): Promise<number[]> {
  const once = async () => {
    const started = performance.now();
    const answer = await app.request(`${ORIGIN}/console${path}`, { headers: { cookie } });
    const { length } = await answer.text();
    return { ms: performance.now() - started, status: answer.status, length };
  };
  const first = await once();
  const times: number[] = [];
  const busy = process.cpuUsage();
  for (let i = 0; i < ROUNDS; i++) times.push((await once()).ms);
  const { user, system } = process.cpuUsage(busy);
  const figures = `处理器 ${((user + system) / 1000 / ROUNDS).toFixed(1)} ms,p50 ${at(times, 0.5)} ms,p95 ${at(times, 0.95)} ms,首次 ${first.ms.toFixed(0)} ms`;
  console.log(
    `  ${openId} ${path || '/'}:${figures}(${first.status},${(first.length / 1024).toFixed(0)} KB)`,
  );
  return times;
}

function at(times: readonly number[], share: number): string {
  const sorted = [...times].sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0).toFixed(1);
}

async function signInAs(app: Hono, openId: string): Promise<string> {
  const cookiesOf = (answer: Response) => answer.headers.getSetCookie().map((line) => line.split(';')[0]);
  const started = await app.request(`${ORIGIN}/console/sign-in/start`);
  const state = new URL(started.headers.get('location') ?? ORIGIN).searchParams.get('state') ?? '';
  const back = `${ORIGIN}/console/sign-in/callback?${new URLSearchParams({ code: openId, state })}`;
  const answer = await app.request(back, { headers: { cookie: cookiesOf(started).join('; ') } });
  return cookiesOf(answer).join('; ');
}

/** One person of each role, beside the commissioners that the year has. */
async function enterPeople(db: Database): Promise<void> {
  for (const [id, office] of [
    ['leader', 'leader'],
    ['dispatcher', 'dispatcher'],
    ['handler', null],
    ['contact', null],
  ] as const) {
    const holds = (name: string) => (office === name ? 1 : 0);
    await db.run(sql`insert or ignore into people (open_id, name, dispatcher, leader, administrator, active)
      values (${`ou_bench_${id}`}, ${id}, ${holds('dispatcher')}, ${holds('leader')}, 0, 1)`);
  }
  await db.run(sql`insert or ignore into department_members (department, open_id, head)
    values ('区经济信息委', 'ou_bench_handler', 0)`);
  await db.run(sql`insert or ignore into enterprise_members (enterprise_id, open_id, role)
    values ('e7', 'ou_bench_contact', 'contact')`);
}
