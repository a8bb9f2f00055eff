import { statSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pass } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { loadRules } from '#adapters/knowledge-folder/load-district.ts';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import { createQuestionReader } from '#conversation/question-figures.ts';
import type { Database } from '#database/database.ts';
import { createFixedClock } from '#shared/clock.ts';
import { silentLogger } from '#shared/log.ts';
import { figuresOf, summaryOf } from '#summaries/summaries.cache.ts';
import { ticketsOf } from '#summaries/summaries.drill-down.ts';
import { createFiguresKeeper, lastSpans } from '#summaries/summaries.keeper.ts';
import type { SummaryDeps } from '#summaries/summaries.ports.ts';
import { monthOf, weekOf } from '#summaries/summaries.spans.ts';
import type { Span } from '#summaries/summaries.types.ts';
import { NOW, yearOfTickets } from './summary-data.ts';

const TICKETS = Number(process.env.BENCH_SUMMARY_TICKETS || 1_000_000);
const PAGES = [
  'logged',
  'open',
  'overdue',
  'response',
  'category/energy/closed',
  'age/over15',
  'trouble/江津区税务局/returns',
];

/** A summary over a year of a million tickets: the first time, later times, against plain SQL, and each list behind it. */
export async function benchSummary(): Promise<void> {
  const { rules } = loadRules('knowledge');
  console.log(`周报(一年 ${TICKETS.toLocaleString('en')} 件工单;第一次要造数据,需几分钟)`);
  const file = await yearOfTickets(TICKETS, rules);
  const { db, close } = await openDatabase(`file:${file}`);
  const deps = depsOf(db, rules);
  const [size] = await db.all<{ entries: number; periods: number }>(sql`select
    (select count(*) from ticket_history) as entries, (select count(*) from ticket_periods) as periods`);
  console.log(
    `  历史 ${size?.entries} 条,区段 ${size?.periods} 条,数据库 ${(statSync(file).size / 2 ** 30).toFixed(1)} GB`,
  );
  for (const span of [weekOf('2026-W47'), monthOf('2026-10'), weekOf('2026-W48'), weekOf('2026-W20')]) {
    if (!span) continue;
    // The first time of all: not with what an earlier one, or an earlier run, has kept.
    await db.run(sql`delete from kept_figures`);
    await measure(deps, span);
    const restarted = await openDatabase(`file:${file}`);
    const [again] = await timed(() => summaryOf(depsOf(restarted.db, rules), span, NOW));
    console.log(`    重启后第一次 ${again.toFixed(0)} ms`);
    restarted.close();
  }
  await db.run(sql`delete from kept_figures`);
  await measureKeeping(deps);
  close();
  await measureKept(file, rules);
}

const depsOf = (db: Database, rules: SummaryDeps['rules']): SummaryDeps => ({
  ...{ db, rules, questions: createQuestionReader(db, { clause: () => undefined }) },
});

/** As the service does it by itself after a start with nothing kept, with the same pauses. */
async function measureKeeping(deps: SummaryDeps): Promise<void> {
  const keeper = createFiguresKeeper({
    ...{ ...deps, clock: createFixedClock(NOW), logger: silentLogger },
    pause: () => pass(100),
  });
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  const busy = process.cpuUsage();
  const [taken] = await timed(() => keeper.run());
  const { user, system } = process.cpuUsage(busy);
  const held = (percent: number) => (delays.percentile(percent) / 1e6).toFixed(0);
  console.log(
    `  后台备好 ${lastSpans(NOW).length} 个周、月:历时 ${(taken / 1000).toFixed(0)} s(处理器 ${((user + system) / 1e6).toFixed(1)} s),其间应答被耽搁 p50 ${held(50)} ms,p99 ${held(99)} ms,最长 ${(delays.max / 1e6).toFixed(0)} ms`,
  );
}

/** What somebody waits for who asks first after a start, when all that is over has been kept. */
async function measureKept(file: string, rules: SummaryDeps['rules']): Promise<void> {
  const weeks = lastSpans(NOW).filter(({ kind }) => kind === 'week');
  const asked: [string, (own: SummaryDeps) => Promise<unknown>][] = [
    ['2026-10', (own) => summaryOf(own, monthOf('2026-10') ?? never(), NOW)],
    ['2026-W47', (own) => summaryOf(own, weekOf('2026-W47') ?? never(), NOW)],
    ['26 周走势', (own) => figuresOf(own, weeks.slice(0, 26), NOW)],
  ];
  for (const [name, ask] of asked) {
    const { db, close } = await openDatabase(`file:${file}`);
    const [taken] = await timed(() => ask(depsOf(db, rules)));
    console.log(`  备好以后第一次看 ${name}:${taken.toFixed(0)} ms`);
    close();
  }
}

function never(): never {
  throw new Error('there is such a span');
}

async function measure(deps: SummaryDeps, span: Span): Promise<void> {
  const busy = process.cpuUsage();
  const [first, summary] = await timed(() => summaryOf(deps, span, NOW));
  const { user, system } = process.cpuUsage(busy);
  const later = await median(20, () => summaryOf(deps, span, NOW));
  const plain = await median(3, () => plainAggregate(deps.db, span));
  console.log(
    `  ${span.id}:第一次 ${first.toFixed(0)} ms(处理器 ${((user + system) / 1000).toFixed(0)} ms),以后 ${later.toFixed(1)} ms;最简 SQL 汇总 ${plain.toFixed(0)} ms(为其 ${(first / plain).toFixed(2)} 倍)`,
  );
  const { counts } = summary;
  console.log(
    `    新增 ${counts.logged.now},办结 ${counts.resolved.now},归档 ${counts.closed.now},未归档 ${counts.open.now},超期 ${counts.overdue.now}`,
  );
  for (const ref of PAGES) {
    const time = await median(5, () => ticketsOf(deps, span, ref, { now: NOW, limit: 50 }));
    console.log(`    ${ref} 的工单第一页 ${time.toFixed(0)} ms`);
  }
}

/** The five counts by category and department as one statement over the tickets as they are now: no rates, no lists. */
function plainAggregate(db: Database, { from, to }: Span): Promise<unknown> {
  const within = (column: string) =>
    sql`sum(${sql.identifier(column)} >= ${from.getTime()} and ${sql.identifier(column)} < ${to.getTime()})`;
  return db.all(sql`select category, lead_department, park, tier, ${within('created_at')}, ${within('resolved_at')},
    ${within('closed_at')}, sum(state not in ('closed', 'cancelled', 'merged')), sum(resolve_due_at < ${to.getTime()})
    from tickets group by category, lead_department, park, tier`);
}

async function timed<Value>(run: () => Promise<Value>): Promise<[number, Value]> {
  const started = performance.now();
  const value = await run();
  return [performance.now() - started, value];
}

async function median(times: number, run: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) taken.push((await timed(run))[0]);
  return taken.sort((a, b) => a - b)[Math.floor(times / 2)] ?? 0;
}
