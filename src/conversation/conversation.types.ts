import type { Database, Statement } from '#database/database.ts';
import type { Departments } from '#directory/directory.departments.ts';
import type { EnterpriseFinder } from '#directory/directory.finder.ts';
import type { Chat, Enterprise, Person } from '#directory/directory.types.ts';
import type { InboundMessage } from '#feishu/events.ts';
import type { Payload } from '#outbox/outbox.types.ts';
import type { AnswerOptions, PolicyService } from '#policy/policy.service.ts';
import type { PolicyAnswer } from '#policy/policy.types.ts';
import type { Clock } from '#shared/clock.ts';
import type { Logger } from '#shared/log.ts';
import type { SummaryDesk } from '#summaries/summaries.desk.ts';
import type { TicketRules } from '#tickets/tickets.action-rule.ts';
import type { Category } from '#tickets/tickets.categories.ts';
import type { UnderstandingKnowledge } from './understanding/understanding.knowledge.ts';
import type { Understanding } from './understanding/understanding.ts';

/** What a district has written down: its policies, words, rules and units. */
export interface District {
  policy: PolicyService;
  categories: readonly Category[];
  departments: Departments;
  rules: TicketRules;
  understanding: UnderstandingKnowledge;
}

/** An answer with what made it: kept with the question, so that a bad one can be traced. */
export type VersionedAnswer = PolicyAnswer & { version: string };

/** Answers policy questions: by rules alone, or with a model whose words are checked. */
export interface PolicyAnswerer {
  /** Whether some answers take seconds. */
  readonly slow?: true;
  /** @param onSlow waited for before something begins that takes seconds */
  answer(question: string, options: AnswerOptions, onSlow?: () => Promise<void>): Promise<VersionedAnswer>;
}

export interface ConversationDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  district: District;
  answerer: PolicyAnswerer;
  /** The bot's open_id: a mention is the bot's by it alone. @throws Unavailable while it is not known. */
  botOpenId(): Promise<string>;
  /** Commits rows before the message is handled, and sends what is in them; absent where every answer is quick. */
  commitEarly?(statements: readonly Statement[]): Promise<void>;
  /** Finds enterprises of the directory in free text. */
  enterprises: EnterpriseFinder;
  /** Weekly and monthly summaries; absent where none are made. */
  summaries?: SummaryDesk;
}

/** One message to the bot, with all that is known around it. */
export interface Turn {
  message: InboundMessage;
  /** What was written, without mentions. */
  text: string;
  person: Person | null;
  chat: Chat | null;
  /** The enterprise that the chat is bound to, else the one whose contact the sender is. */
  enterprise: Enterprise | null;
  understanding: Understanding;
  now: Date;
}

/** One message back. `id` is given where a row has to name it, `subject` where it is updated later. */
export interface ReplyMessage {
  payload: Payload;
  id?: string;
  subject?: string;
}

/** What a capability wants: replies under the message, and rows that are written with them. */
export interface Reply {
  messages: ReplyMessage[];
  statements?: Statement[];
}

/** One thing that the bot can do with a message. */
export type Capability = (deps: ConversationDeps, turn: Turn) => Promise<Reply>;
