import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { readDirectoryFile } from '#adapters/directory-files/read-directory-file.ts';
import { loadRules } from '#adapters/knowledge-folder/load-district.ts';
import { loadKnowledge } from '#adapters/knowledge-folder/load-knowledge.ts';
import { openLanceIndex } from '#adapters/lancedb/lancedb-index.ts';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import { createApp } from '#app.ts';
import { createRuleAnswerer } from '#conversation/rule-answerer.ts';
import type { Database } from '#database/database.ts';
import { importSample } from '#directory/directory.exchange.ts';
import { createEnterpriseFinder } from '#directory/directory.finder.ts';
import { membersOfDepartment } from '#directory/directory.store.ts';
import type { Messenger, RenderedMessage } from '#outbox/outbox.types.ts';
import { createPolicyService } from '#policy/policy.service.ts';
import { beijingParts } from '#shared/beijing.ts';
import { createFixedClock } from '#shared/clock.ts';
import { silentLogger } from '#shared/log.ts';
import { noMetrics } from '#shared/metrics.ts';
import { getTicket, ticketsOfDraft } from '#tickets/tickets.store.ts';
import { checkYear } from './year-check.ts';
import { enterEnterprises, type SimulatedEnterprise } from './year-people.ts';
import { createStory, type Step } from './year-story.ts';

const FROM = new Date('2026-01-01T00:00:00+08:00');
const TO = new Date('2026-12-31T18:00:00+08:00');
const ENTERPRISES = 1_250;
const TICKETS = Number(process.env.BENCH_YEAR_TICKETS || 20_000);
const HOUR_MS = 3_600_000;
const KNOWLEDGE = 'knowledge';

/** A year of tickets through the whole product: every press an event, every hour a look of the jobs, then a second count. */
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
  const clock = createFixedClock(FROM);
  const { app, district, shown } = await openProduct(db, folder, clock);
  const enterprises = await enterEnterprises(db, ENTERPRISES, FROM);
  const story = createStory({
    from: FROM,
    to: TO,
    tickets: TICKETS,
    isWorkday: district.rules.calendar.isWorkday,
  });
  const cpu = process.cpuUsage();
  const started = performance.now();
  const ran: Date[] = [];
  let events = 0;
  let refused = 0;

  const idle = async () => {
    await app.inbox.idle();
    await app.outbox.idle();
  };
  const press = async (openId: string, messageId: string, value: object, form: object = {}) => {
    events++;
    const answer = await app.accept({
      ...{ eventId: `press_${events}`, eventType: 'card.action.trigger' },
      event: {
        operator: { open_id: openId },
        action: { tag: 'button', value, form_value: form },
        context: { open_message_id: messageId, open_chat_id: 'oc_any' },
      },
    });
    if (answer.toast?.type !== 'success') refused++;
  };
  let recent: string | null = null;
  const submit = (draft: string, contact: string) =>
    press(contact, `draft_${draft}`, { a: 'draft.submit', d: draft });

  /** Everybody writes, and is shown a draft. */
  const reportAll = async (reports: Step[]) => {
    const written = await Promise.all(
      reports.map(async (step) => {
        const enterprise = enterprises[step.enterprise % enterprises.length];
        return enterprise ? [{ step, ...enterprise, messageId: await report(enterprise, step.words) }] : [];
      }),
    );
    await idle();
    return written.flat().flatMap(({ step, contact, messageId }) => {
      const draft = shown.drafts.get(messageId);
      shown.drafts.delete(messageId);
      return draft ? [{ step, contact, draft }] : [];
    });
  };
  const report = async ({ chatId, contact }: SimulatedEnterprise, words: string): Promise<string> => {
    events++;
    const messageId = `om_report_${events}`;
    await app.accept({
      ...{ eventId: `say_${events}`, eventType: 'im.message.receive_v1' },
      event: {
        sender: { sender_id: { open_id: contact }, sender_type: 'user' },
        message: {
          ...{ message_id: messageId, chat_id: chatId, chat_type: 'group', message_type: 'text' },
          content: JSON.stringify({ text: `@_user_1 登记:${words}` }),
          mentions: [{ key: '@_user_1', id: { open_id: 'ou_bot' }, name: '机器人' }],
        },
      },
    });
    return messageId;
  };

  const tell = async (step: Step) => {
    const enterprise = enterprises[step.enterprise % enterprises.length];
    if (!enterprise || step.action === 'report') return;
    const who = await actorOf(db, step, enterprise);
    if (!who) return;
    const value = { a: 'ticket.act', t: step.ticketId, x: step.action, n: 0 };
    await press(who, shown.cards.get(step.ticketId) ?? 'om_none', value, step.form);
  };

  /** Everybody who does something in these minutes does it at once. */
  const happen = async (steps: Step[]) => {
    const reports = steps.filter((step) => step.action === 'report');
    const drafts = await reportAll(reports);
    await Promise.all([...steps.map(tell), ...drafts.map(({ draft, contact }) => submit(draft, contact))]);
    await idle();
    for (const { step, draft } of drafts) {
      const [ticket] = await ticketsOfDraft(db, draft);
      if (ticket) story.logged(step, ticket.id, recent);
      recent = ticket?.number ?? recent;
    }
  };

  const shownProgress = progress();
  for (let hour = FROM.getTime(); hour <= TO.getTime(); hour += HOUR_MS) {
    const now = new Date(hour);
    clock.set(now);
    const { hour: beijingHour } = beijingParts(now);
    if (beijingHour < 9 || beijingHour > 18) continue;
    ran.push(now);
    await app.jobs.run();
    await app.outbox.idle();
    for (const slot of story.slotsOf(hour)) {
      const steps = story.at(slot);
      if (steps.length === 0) continue;
      clock.set(new Date(slot));
      await happen(steps);
    }
    shownProgress(now, events, shown.sent);
  }
  await app.stop();
  const seconds = (performance.now() - started) / 1000;
  const used = process.cpuUsage(cpu);
  await db.run(sql`PRAGMA wal_checkpoint(TRUNCATE)`);

  const span = { from: FROM, to: new Date('2027-03-01T00:00:00+08:00') };
  const verdict = await checkYear(db, span, ran);
  close();
  const megabytes = statSync(file).size / 1_048_576;
  console.log(
    `一年模拟:${ENTERPRISES} 家企业、${verdict.tickets} 件工单、${events} 个事件(其中 ${refused} 个按规则拒绝)`,
  );
  console.log(
    `  历史 ${verdict.entries} 条,计时 ${verdict.clocks} 段,提醒 ${verdict.reminders} 次,机器人消息 ${shown.sent} 条`,
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
  return (now: Date, events: number, sent: number): void => {
    const parts = beijingParts(now);
    if (parts.month === month) return;
    month = parts.month;
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`  ${parts.year} 年 ${month} 月:已过 ${seconds} 秒,${events} 个事件,${sent} 条消息`);
  };
}

async function actorOf(db: Database, step: Step, enterprise: SimulatedEnterprise): Promise<string | null> {
  if (step.who === 'enterprise') return enterprise.contact;
  if (step.who === 'dispatcher') return 'ou_sample_dispatcher';
  if (step.who === 'leader') return 'ou_sample_leader_gao';
  const ticket = await getTicket(db, step.ticketId);
  const department = step.who === 'supporting' ? ticket?.supporting[0] : ticket?.leadDepartment;
  const members = department ? await membersOfDepartment(db, department) : [];
  return members.find((member) => !member.head)?.openId ?? members[0]?.openId ?? null;
}

async function openProduct(db: Database, folder: string, clock: ReturnType<typeof createFixedClock>) {
  const district = loadRules(KNOWLEDGE);
  await importSample(db, await readDirectoryFile(join(KNOWLEDGE, 'sample')), district.departments, FROM);
  const policy = await createPolicyService({
    knowledge: loadKnowledge(KNOWLEDGE),
    index: await openLanceIndex(join(folder, 'lance')),
  });
  const shown = { sent: 0, drafts: new Map<string, string>(), cards: new Map<string, string>() };
  const app = createApp({
    ...{ db, clock, logger: silentLogger, metrics: { ...noMetrics, text: async () => '' } },
    district: { ...district, policy },
    answerer: createRuleAnswerer(policy),
    botOpenId: async () => 'ou_bot',
    enterprises: createEnterpriseFinder(db, district.departments.regions, clock),
    messenger: recorder(shown),
    feishu: { appId: 'cli_0123456789abcdef', encryptKey: undefined, verificationToken: 't' },
    limits: { app: 1_000_000, chat: 1_000_000 },
    schedule: setImmediate,
  });
  return { app, district, shown };
}

/** Counts what the bot sends, and remembers where drafts and tickets are shown. */
function recorder(shown: {
  sent: number;
  drafts: Map<string, string>;
  cards: Map<string, string>;
}): Messenger {
  const deliver = async (to: string, { content }: RenderedMessage) => {
    const messageId = `om_bot_${++shown.sent}`;
    const text = JSON.stringify(content);
    const [, draft] = /"a":"draft\.submit","d":"([^"]+)"/.exec(text) ?? [];
    if (draft) shown.drafts.set(to, draft);
    const [, ticket] = /"a":"ticket\.act","t":"([^"]+)"/.exec(text) ?? [];
    if (ticket) shown.cards.set(ticket, messageId);
    return { messageId };
  };
  return { sendToChat: deliver, sendToPerson: deliver, reply: deliver, updateCard: async () => {} };
}
