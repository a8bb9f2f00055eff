import type { BatchItem } from 'drizzle-orm/batch';
import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';

/**
 * The one database handle, over libSQL on Node and D1 on Workers. There is no interactive transaction:
 * what belongs together is written as one atomic `batch`.
 */
export type Database = Omit<
  BaseSQLiteDatabase<'async', unknown, Record<string, never>>,
  'transaction' | 'batch'
> & {
  /** Runs the statements in one transaction, in order: all are kept or none is. */
  batch(statements: readonly [Statement, ...Statement[]]): Promise<unknown[]>;
};

/** A statement that is ready to go into a batch. */
export type Statement = BatchItem<'sqlite'>;

/** Runs what may be an empty list of statements as one batch. */
export async function runBatch(db: Database, statements: readonly Statement[]): Promise<void> {
  const [first, ...rest] = statements;
  if (first) await db.batch([first, ...rest]);
}
