import type { Client, InStatement, ResultSet, Row, Value } from '@libsql/client';
import type { Writer } from './open-writer.ts';
import type { Outcome, PlainStatement, SqliteFile } from './sqlite-file.mjs';

/** Rows as arrays, by position, with the names of their columns. */
export type NamedRows = Value[][] & { columns: readonly string[] };

/** A statement that begins otherwise only reads; one that begins with `WITH` may do either. */
const WRITES =
  /^\s*(?:insert|update|delete|replace|with\b[\s\S]*\b(?:insert\s+into|update|delete\s+from)\b)/i;

/**
 * What `@libsql/client` does for a file, which prepares each statement anew, opens a connection for each call that
 * comes in the same turn, and copies each value through a BigInt. There is no `transaction()`: what belongs together
 * is one `batch`.
 * @param file where it is read, and written to without a writer
 */
export function createFileClient(file: SqliteFile, writer?: Writer): Client {
  async function execute(statement: InStatement): Promise<ResultSet> {
    const plain = plainStatement(statement);
    if (!writer || !WRITES.test(plain.sql)) return resultSet(file.execute(plain));
    const [outcome] = await writer.write([plain], { alone: true });
    return resultSet(outcome ?? { columns: [], rows: [], changes: 0 });
  }

  return {
    protocol: 'file',
    closed: false,
    execute,
    batch: async (batch, mode = 'write') => {
      const statements = batch.map((s) =>
        plainStatement(Array.isArray(s) ? { sql: s[0], args: s[1] ?? [] } : s),
      );
      const outcomes =
        writer && mode !== 'read'
          ? await writer.write(statements, { alone: false })
          : file.batch(statements, mode);
      return outcomes.map(resultSet);
    },
    migrate: async (batch) => {
      file.exec('PRAGMA foreign_keys = OFF');
      try {
        return file.batch(batch.map(plainStatement)).map(resultSet);
      } finally {
        file.exec('PRAGMA foreign_keys = ON');
      }
    },
    executeMultiple: async (sql) => file.exec(sql),
    transaction: () => Promise.reject(new Error('interactive transactions are not used: write one batch')),
    sync: () => Promise.reject(new Error('a file has nothing to be synchronised with')),
    reconnect: () => {},
    close: () => file.close(),
  };
}

function plainStatement(statement: InStatement): PlainStatement {
  const { sql, args } =
    typeof statement === 'string' ? { sql: statement, args: [] } : { args: [], ...statement };
  if (!Array.isArray(args)) throw new TypeError('only positional arguments are bound here');
  return { sql, args };
}

function resultSet({ columns, rows, changes }: Outcome): ResultSet {
  const named: NamedRows = Object.assign(rows, { columns });
  const set = { columns, columnTypes: [], rows: named as unknown as Row[], rowsAffected: changes };
  return { ...set, lastInsertRowid: undefined, toJSON: () => set };
}
