import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, onTestFinished } from 'vitest';
import { readDirectoryFile } from '#adapters/directory-files/read-directory-file.ts';
import { loadKnowledge } from '#adapters/knowledge-folder/load-knowledge.ts';
import { openLanceIndex } from '#adapters/lancedb/lancedb-index.ts';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import { createApp } from '#app.ts';
import { createRuleAnswerer } from '#conversation/rule-answerer.ts';
import { importSample } from '#directory/directory.exchange.ts';
import { createEnterpriseFinder } from '#directory/directory.finder.ts';
import type { Messenger, RenderedMessage } from '#outbox/outbox.types.ts';
import { createPolicyService, type PolicyService } from '#policy/policy.service.ts';
import { createFixedClock } from '#shared/clock.ts';
import { silentLogger } from '#shared/log.ts';
import { noMetrics } from '#shared/metrics.ts';
import { BOT } from '#tests/builders/feishu-request.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';
import { trainedRules } from '#tests/builders/trained.ts';
import { at, messageOf, pressOf, type Seen, saidIn, valueBehind, type World } from './tickets-messages.ts';

export * from './tickets-messages.ts';

const knowledgeFolder = fileURLToPath(new URL('../../knowledge', import.meta.url));

let policy: Promise<PolicyService> | undefined;
const indexFolder = mkdtempSync(join(tmpdir(), 'yiqi-index-'));
afterAll(() => rmSync(indexFolder, { recursive: true, force: true }));

/** The policies do not change, so that all worlds of a file may share their index. */
function sharedPolicy(): Promise<PolicyService> {
  policy ??= openLanceIndex(indexFolder).then((index) =>
    createPolicyService({ knowledge: loadKnowledge(knowledgeFolder), index }),
  );
  return policy;
}

/** The product with its real database, knowledge and rules, on the sample district; only Feishu is a list of messages. */
export async function openWorld(start = '2026-11-24T10:00'): Promise<World> {
  if (process.env.YIQI_RUNTIME === 'worker')
    return (await import('./worker-world.ts')).openWorkerWorld(start);
  const folder = temporaryFolder();
  const opened = await openDatabase(`file:${join(folder, 'yiqi.db')}`);
  const { db } = opened;
  const clock = createFixedClock(at(start));
  const rules = trainedRules();
  const { departments } = rules;
  await importSample(db, await readDirectoryFile(join(knowledgeFolder, 'sample')), departments, clock.now());
  const policy = await sharedPolicy();
  const sent: Seen[] = [];
  const refuse: World['refuse'] = {};
  const app = createApp({
    db,
    clock,
    logger: silentLogger,
    metrics: { ...noMetrics, text: async () => '' },
    district: { ...rules, policy },
    answerer: createRuleAnswerer(policy),
    botOpenId: async () => BOT,
    enterprises: createEnterpriseFinder(db, departments.regions, clock),
    messenger: recorder(sent, refuse),
    feishu: { appId: 'cli_0123456789abcdef', encryptKey: undefined, verificationToken: 't' },
    limits: { app: 100_000, chat: 100_000 },
    schedule: setImmediate,
  });
  onTestFinished(async () => {
    await app.stop();
    opened.close();
  });

  const idle = async () => {
    await app.inbox.idle();
    await app.outbox.idle();
  };
  const since = async <T>(act: () => Promise<T>): Promise<{ result: T; fresh: Seen[] }> => {
    const before = sent.length;
    const result = await act();
    await idle();
    return { result, fresh: sent.slice(before) };
  };
  return {
    app,
    db,
    clock,
    rules: rules.rules,
    sent,
    refuse,
    accept: app.accept,
    idle,
    say: async (openId, chatId, text) =>
      (await since(() => app.accept(messageOf({ openId, chatId, text })))).fresh,
    press: async (openId, message, label, form, which) => {
      const value = valueBehind(message.content, label, which);
      const { result, fresh } = await since(() => app.accept(pressOf({ openId, message, value, form })));
      // The one who pressed sees the answer's card in its place.
      if (result.card) message.content = result.card.data;
      return { ...result, sent: fresh };
    },
    goTo: async (time) => {
      clock.set(at(time));
      return (await since(() => app.jobs.run())).fresh;
    },
  };
}

function recorder(sent: Seen[], refuse: World['refuse']): Messenger {
  const deliver = async (to: string, { type, content }: RenderedMessage) => {
    const refused = refuse.content?.(JSON.stringify(content));
    if (refused) throw refused;
    const messageId = `om_bot_${sent.length + 1}`;
    sent.push({ messageId, to, type, content });
    return { messageId };
  };
  return {
    sendToChat: deliver,
    sendToPerson: deliver,
    reply: (messageId, message) => deliver(saidIn.get(messageId) ?? messageId, message),
    updateCard: async (messageId, card) => {
      const refused = refuse.update?.(messageId);
      if (refused) throw refused;
      const shown = sent.find((message) => message.messageId === messageId);
      if (shown) shown.content = card;
    },
  };
}
