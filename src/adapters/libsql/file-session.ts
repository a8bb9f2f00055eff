import type { Client, Value } from '@libsql/client';
import { LibSQLDatabase, type LibSQLPreparedQuery, LibSQLSession } from 'drizzle-orm/libsql';
import { type PreparedQueryConfig, SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core';
import type { NamedRows } from './file-client.ts';

type Row = Record<string, Value>;

/** Drizzle's session over rows that are arrays: what is selected by columns is read by position, raw SQL by name. */
class FileSession extends LibSQLSession<Record<string, never>, Record<string, never>> {
  override prepareQuery<T extends Omit<PreparedQueryConfig, 'statement' | 'run'>>(
    ...query: Parameters<LibSQLSession<never, never>['prepareQuery']>
  ): LibSQLPreparedQuery<T> {
    const prepared = super.prepareQuery<T>(...query);
    const [, fields, , , customResultMapper] = query;
    if (fields || customResultMapper) return prepared;
    const rowsOf = (result: unknown, isFromBatch?: boolean) =>
      byName((isFromBatch ? (result as { rows: unknown }).rows : result) as NamedRows);
    prepared.mapAllResult = rowsOf;
    prepared.mapGetResult = (result, isFromBatch) => rowsOf(result, isFromBatch)[0];
    return prepared;
  }
}

function byName(rows: NamedRows): Row[] {
  const { columns } = rows;
  return rows.map((values) => Object.fromEntries(columns.map((name, i) => [name, values[i] ?? null])));
}

/** Drizzle over a file client. */
export function drizzleOverFile(client: Client): LibSQLDatabase {
  const dialect = new SQLiteAsyncDialect();
  const session = new FileSession(client, dialect, undefined, {}, undefined);
  return new LibSQLDatabase('async', dialect, session, undefined);
}
