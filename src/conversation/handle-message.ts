import type { Statement } from '#database/database.ts';
import { enterpriseById, getChat, getPerson } from '#directory/directory.store.ts';
import type { Chat, Enterprise, Person } from '#directory/directory.types.ts';
import type { InboundMessage } from '#feishu/events.ts';
import { enqueue } from '#outbox/outbox.store.ts';
import { texts } from '#texts/zh-CN.ts';
import { isForBot } from './addressed.ts';
import { keepAttachments, keepWith } from './attachments.ts';
import { capabilityFor } from './capabilities/capabilities.ts';
import type { ConversationDeps, Reply, Turn } from './conversation.types.ts';
import { placeOfWaiting, replyTarget } from './model/waiting-answer.ts';
import { textPayload } from './payloads.ts';
import { draftOfPayload } from './ticket-payloads.ts';
import { understandMessage } from './understanding/understanding.ts';

/** Longer messages are not questions; Feishu itself takes up to 150 KB. */
const LONGEST_TEXT = 5_000;

/**
 * One message → what it wants → the reply under it.
 * @param receivedAt when it arrived: the latency of the answer counts from there
 * @returns the rows to write; none when the message is not for the bot
 */
export async function handleMessage(
  deps: ConversationDeps,
  message: InboundMessage,
  receivedAt: Date,
): Promise<Statement[]> {
  if (message.plainText === '' && message.attachments.length > 0) {
    const kept = await keepAttachments(deps.db, message, deps.clock.now());
    if (kept) return kept;
  }
  if (!(await isForBot(deps, message))) return [];
  const { messages, statements = [] } = await replyTo(deps, message);
  const now = deps.clock.now();
  const waiting = await placeOfWaiting(deps, message);
  const target = replyTarget(message);
  const first = { ...target, ...(waiting.replaces ? { replaces: waiting.replaces } : {}) };
  return [
    ...statements,
    ...waiting.statements,
    ...withReport(deps.db, message, messages, now),
    ...messages.map(({ payload, id, subject }, at) =>
      enqueue(
        deps.db,
        {
          target: at === 0 ? first : target,
          payload,
          askedAt: receivedAt,
          ...(subject ? { subject } : {}),
        },
        now,
        id,
      ),
    ),
  ];
}

/** Images in the report itself belong to its draft. */
function withReport(
  db: ConversationDeps['db'],
  message: InboundMessage,
  messages: Reply['messages'],
  now: Date,
): Statement[] {
  const draft = messages.map(({ payload }) => draftOfPayload(payload)).find((id) => id !== undefined);
  return draft === undefined ? [] : keepWith(db, message, { draftId: draft }, now);
}

async function replyTo(deps: ConversationDeps, message: InboundMessage): Promise<Reply> {
  const text = message.plainText;
  if (text === '') {
    const sentence = message.attachments.length > 0 || !READABLE.has(message.messageType);
    return { messages: [{ payload: textPayload(sentence ? texts.chat.onlyText : texts.chat.emptyMention) }] };
  }
  if (text.length > LONGEST_TEXT) {
    return { messages: [{ payload: textPayload(texts.chat.tooLong(LONGEST_TEXT)) }] };
  }
  const turn = await openTurn(deps, message, text);
  return capabilityFor(deps, turn)(deps, turn);
}

const READABLE = new Set(['text', 'post']);

async function openTurn(deps: ConversationDeps, message: InboundMessage, text: string): Promise<Turn> {
  const { db, clock, district } = deps;
  const [person, chat] = await Promise.all([
    getPerson(db, message.sender.openId),
    getChat(db, message.chatId),
  ]);
  return {
    message,
    text,
    person,
    chat,
    enterprise: await enterpriseOf(deps, chat, person),
    understanding: understandMessage(text, district.understanding),
    now: clock.now(),
  };
}

async function enterpriseOf(
  { db }: ConversationDeps,
  chat: Chat | null,
  person: Person | null,
): Promise<Enterprise | null> {
  const own = person?.contactOf.length === 1 ? person.contactOf[0] : undefined;
  const id = chat?.enterpriseId ?? own;
  return id ? enterpriseById(db, id) : null;
}
