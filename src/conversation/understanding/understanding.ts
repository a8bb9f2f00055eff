import { type Clause, readClauses } from './understanding.clauses.ts';
import { blotOut, findEnterprise, type NameSpan } from './understanding.enterprise.ts';
import { readIntent } from './understanding.intent.ts';
import type { FollowUp, Intent, UnderstandingKnowledge } from './understanding.knowledge.ts';
import { findProblems, type Problem } from './understanding.problems.ts';
import {
  type Amount,
  findAmounts,
  findOrdinal,
  findPlace,
  findTicketNumbers,
} from './understanding.references.ts';
import { fold, withoutMentions } from './understanding.text.ts';
import { readUrgency, type Urgency } from './understanding.urgency.ts';

/** What a report says, ready for a draft. */
export interface Report {
  /** The enterprise's name as the sender wrote it. */
  enterpriseText: string | null;
  /** Production has stopped or is about to, or safety is at stake. */
  urgent: boolean;
  /** 1 to 10. */
  problems: Problem[];
  amounts: Amount[];
  place?: string;
  /** Whether a person should look at the category before a department is troubled. */
  ambiguous: boolean;
}

/** What one message asks of the bot, read by rules alone. */
export interface Understanding {
  intent: Intent;
  /** 0 to 1. */
  confidence: number;
  command?: 'register';
  /** `T20261124-0007`, or the sequence alone (`0089`) where only that was written. */
  ticketNumbers: string[];
  /** `第二条` is 2. */
  ordinal?: number;
  /** Continues the last answer. */
  followUp?: FollowUp;
  /** Present where the message reports problems. */
  report?: Report;
}

export interface UnderstandingContext {
  /** Full and short names of enterprises in the directory. */
  enterpriseNames?: readonly string[];
}

/** What a message wants is in its first characters; the rest is kept in the description, but not weighed. */
const READ = 1_000;

/**
 * Reads one message: what the sender wants and, for a report, which problems it holds. Never throws.
 * @param text the message as it came; mentions, width and case do not matter
 */
export function understandMessage(
  text: string,
  knowledge: UnderstandingKnowledge,
  context: UnderstandingContext = {},
): Understanding {
  const reading = readText(text, knowledge, context);
  const { folded, command, clauses, urgency, name } = reading;
  const ticketNumbers = findTicketNumbers(folded);
  const ordinal = findOrdinal(folded);
  const facts = {
    clauses,
    hasTicketNumber: ticketNumbers.length > 0,
    namesEnterprise: name !== null,
    urgent: urgency.urgent,
    alarm: urgency.urgent && urgency.named,
  };
  const wish = command
    ? { intent: 'report_issue' as const, confidence: 1 }
    : readIntent(reading.masked, facts, knowledge);
  return {
    ...wish,
    ...(command ? { command: 'register' as const } : {}),
    ticketNumbers,
    ...(ordinal === undefined ? {} : { ordinal }),
    ...(wish.intent === 'report_issue' ? { report: toReport(reading, knowledge) } : {}),
  };
}

/** Reads a text as a report, whatever its intent: for 登记问题 on an unanswered question. */
export function understandReport(
  text: string,
  knowledge: UnderstandingKnowledge,
  context: UnderstandingContext = {},
): Report {
  return toReport(readText(text, knowledge, context), knowledge);
}

interface Reading {
  /** The message without mention and command, as written. */
  words: string;
  /** Its first characters, folded; positions are those of `words`. */
  folded: string;
  /** The same with the enterprise's name blotted out. */
  masked: string;
  name: NameSpan | null;
  clauses: Clause[];
  urgency: Urgency;
  command: boolean;
}

function readText(text: string, knowledge: UnderstandingKnowledge, context: UnderstandingContext): Reading {
  const addressed = withoutMentions(text);
  const command = readCommand(addressed, knowledge);
  const words = command ? addressed.slice(command.length).trim() : addressed;
  const folded = fold(words.slice(0, READ));
  const name = findEnterprise(folded, knowledge, context.enterpriseNames);
  const masked = name ? blotOut(folded, name) : folded;
  const clauses = readClauses(masked, knowledge);
  const urgency = readUrgency(masked, clauses, knowledge);
  return { words, folded, masked, name, clauses, urgency, command: command !== undefined };
}

function toReport(reading: Reading, knowledge: UnderstandingKnowledge): Report {
  const { words, folded, masked, name, clauses, urgency } = reading;
  const problems = findProblems(masked, words, clauses, knowledge);
  const place = findPlace(folded);
  return {
    enterpriseText: name ? words.slice(name.start, name.end) : null,
    urgent: urgency.urgent,
    problems,
    amounts: findAmounts(masked, words),
    ...(place === undefined ? {} : { place }),
    ambiguous: problems.some(({ confidence }) => confidence < UNSURE),
  };
}

/** Below this confidence a dispatcher looks first. */
const UNSURE = 0.5;

/** The register command at the start of a message, with its mark: `登记:`, `登记 `, `报问题:`. */
function readCommand(words: string, knowledge: UnderstandingKnowledge): string | undefined {
  const folded = fold(words.slice(0, MAX_COMMAND));
  for (const command of knowledge.commands) {
    if (!folded.startsWith(command)) continue;
    const mark = /^\s*[:,]\s*|^\s+/.exec(folded.slice(command.length))?.[0];
    const length = command.length + (mark?.length ?? 0);
    if (mark && words.length > length) return words.slice(0, length);
  }
  return undefined;
}

const MAX_COMMAND = 40;
