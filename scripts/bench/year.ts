import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import { beijingParts } from '#shared/beijing.ts';
import { runYear } from '#tests/year/run-year.ts';
import { checkYear } from '#tests/year/year-check.ts';

const FROM = new Date('2026-01-01T00:00:00+08:00');
const TO = new Date('2026-12-31T18:00:00+08:00');
const CHECKED_UNTIL = new Date('2027-03-01T00:00:00+08:00');
const ENTERPRISES = 1_250;
const TICKETS = Number(process.env.BENCH_YEAR_TICKETS || 20_000);

/** A year of tickets through the whole product, then a second count by which all of it is checked. */
export async function benchYear(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-year-'));
  try {
    await simulate(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function simulate(folder: string): Promise<void> {
  const file = join(folder, 'yiqi.db');
  const { db, close } = await openDatabase(`file:${file}`);
  // A year of life is simulated, no power cut: nothing is lost by not waiting for the disk.
  await db.run(sql`PRAGMA synchronous = OFF`);
  console.log('一年模拟:数据库不等候落盘(synchronous=OFF),平台由进程内的记录器代替,不经 HTTP');
  const cpu = process.cpuUsage();
  const started = performance.now();
  const options = { from: FROM, to: TO, enterprises: ENTERPRISES, tickets: TICKETS };
  const { ran, events, refused, sent } = await runYear(db, folder, { ...options, onHour: progress() });
  const seconds = (performance.now() - started) / 1000;
  const used = process.cpuUsage(cpu);
  await db.run(sql`PRAGMA wal_checkpoint(TRUNCATE)`);
  const verdict = await checkYear(db, { from: FROM, to: CHECKED_UNTIL }, ran);
  close();
  const megabytes = statSync(file).size / 1_048_576;
  console.log(
    `  ${ENTERPRISES} 家企业、${verdict.tickets} 件工单、${events} 个事件(其中 ${refused} 个按规则拒绝)`,
  );
  console.log(
    `  历史 ${verdict.entries} 条,计时 ${verdict.clocks} 段,提醒 ${verdict.reminders} 次,机器人消息 ${sent} 条`,
  );
  console.log(
    `  用时 ${seconds.toFixed(0)} 秒,CPU ${((used.user + used.system) / 1e6).toFixed(0)} 秒,数据库 ${megabytes.toFixed(1)} MB`,
  );
  console.log(`  独立复核:${verdict.faults.length === 0 ? '全部一致' : `${verdict.faults.length} 处不一致`}`);
  for (const fault of verdict.faults.slice(0, 10)) console.log(`    ${fault}`);
  if (verdict.faults.length > 0) process.exitCode = 1;
}

/** Says once a month how far it is. */
function progress() {
  let month = 0;
  const started = performance.now();
  return (now: Date, { events, sent }: { events: number; sent: number }): void => {
    const parts = beijingParts(now);
    if (parts.month === month) return;
    month = parts.month;
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`  ${parts.year} 年 ${month} 月:已过 ${seconds} 秒,${events} 个事件,${sent} 条消息`);
  };
}
