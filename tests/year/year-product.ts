import { join } from 'node:path';
import { readDirectoryFile } from '#adapters/directory-files/read-directory-file.ts';
import { loadRules } from '#adapters/knowledge-folder/load-district.ts';
import { loadKnowledge } from '#adapters/knowledge-folder/load-knowledge.ts';
import { openLanceIndex } from '#adapters/lancedb/lancedb-index.ts';
import { createApp } from '#app.ts';
import { createRuleAnswerer } from '#conversation/rule-answerer.ts';
import type { Database } from '#database/database.ts';
import { importSample } from '#directory/directory.exchange.ts';
import { createEnterpriseFinder } from '#directory/directory.finder.ts';
import { membersOfDepartment } from '#directory/directory.store.ts';
import type { Messenger, RenderedMessage } from '#outbox/outbox.types.ts';
import { createPolicyService } from '#policy/policy.service.ts';
import type { createFixedClock } from '#shared/clock.ts';
import { silentLogger } from '#shared/log.ts';
import { noMetrics } from '#shared/metrics.ts';
import { getTicket } from '#tickets/tickets.store.ts';
import type { SimulatedEnterprise } from './year-people.ts';
import type { Step } from './year-story.ts';

const KNOWLEDGE = 'knowledge';

/** Who does a step: the open_id of somebody whose place it is, null where there is nobody. */
export async function actorOf(
  db: Database,
  step: Step,
  enterprise: SimulatedEnterprise,
): Promise<string | null> {
  if (step.who === 'enterprise') return enterprise.contact;
  if (step.who === 'dispatcher') return 'ou_sample_dispatcher';
  if (step.who === 'leader') return 'ou_sample_leader_gao';
  const ticket = await getTicket(db, step.ticketId);
  const department = step.who === 'supporting' ? ticket?.supporting[0] : ticket?.leadDepartment;
  const members = department ? await membersOfDepartment(db, department) : [];
  return members.find((member) => !member.head)?.openId ?? members[0]?.openId ?? null;
}

/** The whole product but Feishu: what it sends is counted, and where drafts and tickets are shown is kept. */
export async function openProduct(
  db: Database,
  folder: string,
  clock: ReturnType<typeof createFixedClock>,
  from: Date,
) {
  const district = loadRules(KNOWLEDGE);
  await importSample(db, await readDirectoryFile(join(KNOWLEDGE, 'sample')), district.departments, from);
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
