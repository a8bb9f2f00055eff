import type { Database } from '#database/database.ts';
import type { TicketRules } from '#tickets/tickets.action-rule.ts';
import type { Range } from '#tickets/tickets.counts.ts';
import type { Gap, Topic } from './summaries.types.ts';

/** What enterprises asked, out of the record of answers. */
export interface QuestionFigures {
  /** Questions that were answered, or for which no basis was found. */
  count: number;
  /** The clauses that answered most, most asked first. */
  topics: Topic[];
  /** What had no basis, most asked first; phone numbers are masked. */
  gaps: Gap[];
}

export interface QuestionReader {
  /** The figures of `from` ≤ t < `to`. */
  figures(range: Range): Promise<QuestionFigures>;
  count(range: Range): Promise<number>;
  /** The ids of the enterprises that asked something. */
  askedBy(range: Range): Promise<string[]>;
  /** Grows with every answer that is kept. */
  mark(): Promise<number>;
  /** Whether an answer of a time before `to` was kept since a mark. */
  addedSince(mark: number, to: Date): Promise<boolean>;
}

/** What a summary is computed from. */
export interface SummaryDeps {
  db: Database;
  rules: Pick<TicketRules, 'calendar' | 'categories'>;
  questions: QuestionReader;
  /** Awaited between the queries of a long count that nobody waits for, so that others are answered in between. */
  giveWay?(): Promise<void>;
}
