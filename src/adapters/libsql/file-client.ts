import type { Client, InStatement, InValue, ResultSet, Row, TransactionMode, Value } from '@libsql/client';
import Sqlite from 'libsql';

/** Statements are few and come again: so many are kept prepared, the least recently used goes first. */
const KEPT_STATEMENTS = 400;

/** Rows as arrays, by position, with the names of their columns. */
export type NamedRows = Value[][] & { columns: readonly string[] };

interface Prepared {
  /** Rows as arrays where it returns any, else undefined. */
  all?(args: readonly InValue[]): Value[][];
  run(args: readonly InValue[]): { changes: number };
  columns: string[];
}

/**
 * One connection to a database file, with its statements kept prepared: what `@libsql/client` does for a file, which
 * prepares each statement anew, opens a connection for each call that comes in the same turn, and copies each value
 * through a BigInt. Each call runs to its end in one turn, so there is never a transaction open between two.
 * Integers beyond 2⁵³ are not read exactly. There is no `transaction()`: what belongs together is one `batch`.
 * @param path the file; made if there is none
 */
export function openFileClient(path: string): Client {
  const db = new Sqlite(path);
  const statements = createStatementCache(db);

  function execute(statement: InStatement): ResultSet {
    const { sql, args } =
      typeof statement === 'string' ? { sql: statement, args: [] } : { args: [], ...statement };
    if (!Array.isArray(args)) throw new TypeError('only positional arguments are bound here');
    const prepared = statements.get(sql);
    try {
      const values = args.map(toSqlite);
      if (prepared.all) return resultSet(prepared.columns, prepared.all(values), 0);
      return resultSet([], [], prepared.run(values).changes);
    } catch (error) {
      // What failed half-way is not used again.
      statements.drop(sql);
      throw error;
    }
  }

  function inTransaction<T>(mode: TransactionMode, run: () => T): T {
    db.exec(mode === 'read' ? 'BEGIN' : 'BEGIN IMMEDIATE');
    try {
      const result = run();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }

  return {
    protocol: 'file',
    closed: false,
    execute: async (statement: InStatement) => execute(statement),
    batch: async (batch, mode = 'write') =>
      inTransaction(mode, () =>
        batch.map((s) => execute(Array.isArray(s) ? { sql: s[0], args: s[1] ?? [] } : s)),
      ),
    migrate: async (batch) => {
      db.exec('PRAGMA foreign_keys = OFF');
      try {
        return inTransaction('write', () => batch.map(execute));
      } finally {
        db.exec('PRAGMA foreign_keys = ON');
      }
    },
    executeMultiple: async (sql) => void db.exec(sql),
    transaction: () => Promise.reject(new Error('interactive transactions are not used: write one batch')),
    sync: () => Promise.reject(new Error('a file has nothing to be synchronised with')),
    reconnect: () => {},
    close: () => {
      statements.clear();
      if (db.open) db.close();
    },
  };
}

function createStatementCache(db: Sqlite.Database) {
  const kept = new Map<string, Prepared>();
  return {
    get(sql: string): Prepared {
      const known = kept.get(sql);
      if (known) kept.delete(sql);
      const prepared = known ?? prepare(db, sql);
      kept.set(sql, prepared);
      if (kept.size > KEPT_STATEMENTS) kept.delete(kept.keys().next().value ?? '');
      return prepared;
    },
    drop: (sql: string) => void kept.delete(sql),
    clear: () => kept.clear(),
  };
}

function prepare(db: Sqlite.Database, sql: string): Prepared {
  const statement = db.prepare(sql);
  const run = (args: readonly InValue[]) => statement.run(args);
  if (!statement.reader) return { columns: [], run };
  statement.raw(true);
  const columns = statement.columns().map(({ name }) => name);
  return { columns, run, all: (args) => statement.all(args) as Value[][] };
}

/** SQLite has neither truth values nor dates. */
function toSqlite(value: InValue): InValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.getTime();
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (value === undefined) throw new TypeError('undefined cannot be bound');
  return value;
}

function resultSet(columns: string[], rows: Value[][], rowsAffected: number): ResultSet {
  const named: NamedRows = Object.assign(rows, { columns });
  const set = { columns, columnTypes: [], rows: named as unknown as Row[], rowsAffected };
  return { ...set, lastInsertRowid: undefined, toJSON: () => set };
}
