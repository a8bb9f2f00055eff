/** `npm run events`: what was given up, and how it is tried again. */
import { openDatabase } from '#adapters/libsql/open-database.ts';
import { parseConfig } from '#config/parse-config.ts';
import { failedEvents, inboxDepth, replayEvent } from '#inbox/inbox.store.ts';
import { failedMessages, outboxDepth, replayMessage } from '#outbox/outbox.store.ts';
import { beijingIso } from '#shared/beijing.ts';
import { ConfigurationError } from '#shared/errors.ts';
import { readDotEnv } from './shared/dot-env.ts';

const USAGE = `用法:
  npm run events                      列出处理失败的事件和发送失败的消息
  npm run events -- replay ID…        重新处理或重新发送(ID 取自上面的列表)
  npm run events -- replay all        全部重试`;

const [command = 'list', ...ids] = process.argv.slice(2);

try {
  const config = parseConfig({ ...readDotEnv(), ...process.env });
  const { db, close } = await openDatabase(config.databaseUrl, config.databaseAuthToken);
  process.exitCode = command === 'list' ? await list() : command === 'replay' ? await replay() : usage();
  close();

  async function list(): Promise<number> {
    const [inbox, outbox] = [await inboxDepth(db), await outboxDepth(db)];
    console.log(
      `事件:待处理 ${inbox.pending},失败 ${inbox.failed};消息:待发送 ${outbox.pending},失败 ${outbox.failed}`,
    );
    for (const e of await failedEvents(db)) {
      console.log(
        `事件 ${e.id}  ${beijingIso(e.receivedAt)}  ${e.eventType}  尝试 ${e.attempts} 次  ${e.lastError}`,
      );
    }
    for (const m of await failedMessages(db)) {
      console.log(
        `消息 ${m.id}  ${beijingIso(m.createdAt)}  ${m.payload.kind}  尝试 ${m.attempts} 次  ${m.lastError}`,
      );
    }
    return 0;
  }

  async function replay(): Promise<number> {
    if (ids.length === 0) return usage();
    const now = new Date();
    const all = ids.includes('all');
    const events = all ? (await failedEvents(db, 10_000)).map((e) => String(e.id)) : ids;
    const messages = all ? (await failedMessages(db, 10_000)).map((m) => m.id) : ids;
    let done = 0;
    for (const id of events) if (/^\d+$/.test(id) && (await replayEvent(db, Number(id), now))) done++;
    for (const id of messages) if (await replayMessage(db, id, now)) done++;
    console.log(`已重新排队 ${done} 条;正在运行的服务会在几秒内处理。`);
    return done > 0 || all ? 0 : 1;
  }
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function usage(): number {
  console.error(USAGE);
  return 1;
}
