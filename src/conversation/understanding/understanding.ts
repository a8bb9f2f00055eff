import { readClauses } from './understanding.clauses.ts';
import { findEnterprise, type NameSpan } from './understanding.enterprise.ts';
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
import { isUrgent } from './understanding.urgency.ts';

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

const MAX_LENGTH = 5_000;

/**
 * Reads one message: what the sender wants and, for a report, which problems it holds. Never throws.
 * @param text the message as it came; mentions, width and case do not matter
 */
export function understandMessage(
  text: string,
  knowledge: UnderstandingKnowledge,
  context: UnderstandingContext = {},
): Understanding {
  const addressed = withoutMentions(text.slice(0, MAX_LENGTH));
  const command = readCommand(addressed, knowledge);
  const words = command ? addressed.slice(command.length).trim() : addressed;
  const folded = fold(words);
  const name = findEnterprise(folded, knowledge, context.enterpriseNames);
  const masked = name ? mask(folded, name) : folded;
  const clauses = readClauses(masked, knowledge);
  const urgent = isUrgent(clauses, knowledge);
  const ticketNumbers = findTicketNumbers(folded);
  const ordinal = findOrdinal(folded);
  const facts = {
    clauses,
    hasTicketNumber: ticketNumbers.length > 0,
    namesEnterprise: name !== null,
    urgent,
  };
  const reading = command
    ? { intent: 'report_issue' as const, confidence: 1 }
    : readIntent(masked, facts, knowledge);
  return {
    ...reading,
    ...(command ? { command: 'register' as const } : {}),
    ticketNumbers,
    ...(ordinal === undefined ? {} : { ordinal }),
    ...(reading.intent === 'report_issue'
      ? { report: readReport(words, folded, masked, name, urgent, knowledge) }
      : {}),
  };
}

/** Reads a text as a report, whatever its intent: for 登记问题 on an unanswered question. */
export function understandReport(
  text: string,
  knowledge: UnderstandingKnowledge,
  context: UnderstandingContext = {},
): Report {
  const words = withoutMentions(text.slice(0, MAX_LENGTH));
  const folded = fold(words);
  const name = findEnterprise(folded, knowledge, context.enterpriseNames);
  const masked = name ? mask(folded, name) : folded;
  return readReport(
    words,
    folded,
    masked,
    name,
    isUrgent(readClauses(masked, knowledge), knowledge),
    knowledge,
  );
}

function readReport(
  words: string,
  folded: string,
  masked: string,
  name: NameSpan | null,
  urgent: boolean,
  knowledge: UnderstandingKnowledge,
): Report {
  const problems = findProblems(masked, words, knowledge);
  const place = findPlace(folded);
  return {
    enterpriseText: name ? words.slice(name.start, name.end) : null,
    urgent,
    problems,
    amounts: findAmounts(masked, words),
    ...(place === undefined ? {} : { place }),
    ambiguous: problems.some(({ confidence }) => confidence < 0.4),
  };
}

/** The register command at the start of a message: `登记:`, `登记 `, `报问题:`. */
function readCommand(words: string, knowledge: UnderstandingKnowledge): string | undefined {
  for (const command of knowledge.commands) {
    if (!words.startsWith(command)) continue;
    const mark = /^\s*[::,,]\s*|^\s+/.exec(words.slice(command.length));
    if (mark && words.length > command.length + mark[0].length) return command + mark[0];
  }
  return undefined;
}

/** An enterprise's name says nothing of its problem: it is blotted out before cues are read. */
function mask(folded: string, { start, end }: NameSpan): string {
  return folded.slice(0, start) + '〓'.repeat(end - start) + folded.slice(end);
}
