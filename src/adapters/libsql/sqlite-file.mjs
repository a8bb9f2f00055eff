// @ts-check
// Plain JavaScript, because a thread is started from it as it is.
import Sqlite from 'libsql';

/** Statements are few and come again: so many are kept prepared, the least recently used goes first. */
const KEPT_STATEMENTS = 400;

/**
 * @typedef {null | string | number | bigint | ArrayBuffer} Value
 * @typedef {Value | boolean | Uint8Array | Date} InValue
 * @typedef {{ sql: string, args: readonly InValue[] }} PlainStatement positional arguments only
 * @typedef {ReturnType<typeof openSqliteFile>} SqliteFile
 * @typedef {{ columns: string[], rows: Value[][], changes: number }} Outcome rows as arrays, by position
 * @typedef {{ columns: string[], all?: (args: readonly InValue[]) => Value[][], run(args: readonly InValue[]): { changes: number } }} Prepared
 */

/**
 * One connection to a database file, with its statements kept prepared. Each call runs to its end in one turn, so
 * there is never a transaction open between two. Integers beyond 2⁵³ are not read exactly.
 * @param {string} path the file; made if there is none
 */
export function openSqliteFile(path) {
  const db = new Sqlite(path);
  const kept = createStatementCache(db);

  /** @param {PlainStatement} statement @returns {Outcome} */
  function execute({ sql, args }) {
    const prepared = kept.get(sql);
    try {
      const values = args.map(toSqlite);
      if (prepared.all) return { columns: prepared.columns, rows: prepared.all(values), changes: 0 };
      return { columns: [], rows: [], changes: prepared.run(values).changes };
    } catch (error) {
      // What failed half-way is not used again.
      kept.drop(sql);
      throw error;
    }
  }

  /**
   * Runs statements in one transaction: all are kept or none is.
   * @param {readonly PlainStatement[]} statements
   * @param {'read' | 'write' | 'deferred'} [mode]
   */
  function batch(statements, mode = 'write') {
    db.exec(mode === 'read' ? 'BEGIN' : 'BEGIN IMMEDIATE');
    try {
      const outcomes = statements.map(execute);
      db.exec('COMMIT');
      return outcomes;
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }

  return {
    execute,
    batch,
    /** @param {string} sql statements without arguments or rows */
    exec: (sql) => void db.exec(sql),
    close: () => {
      kept.clear();
      if (db.open) db.close();
    },
  };
}

/** @param {Sqlite.Database} db */
function createStatementCache(db) {
  /** @type {Map<string, Prepared>} */
  const kept = new Map();
  return {
    /** @param {string} sql */
    get(sql) {
      const known = kept.get(sql);
      if (known) kept.delete(sql);
      const prepared = known ?? prepare(db, sql);
      kept.set(sql, prepared);
      if (kept.size > KEPT_STATEMENTS) kept.delete(kept.keys().next().value ?? '');
      return prepared;
    },
    /** @param {string} sql */
    drop: (sql) => void kept.delete(sql),
    clear: () => kept.clear(),
  };
}

/** @param {Sqlite.Database} db @param {string} sql @returns {Prepared} */
function prepare(db, sql) {
  const statement = db.prepare(sql);
  /** @param {readonly InValue[]} args */
  const run = (args) => statement.run(args);
  if (!statement.reader) return { columns: [], run };
  statement.raw(true);
  const columns = statement.columns().map(({ name }) => name);
  return { columns, run, all: (args) => /** @type {Value[][]} */ (statement.all(args)) };
}

/**
 * SQLite has neither truth values nor dates.
 * @param {InValue} value
 */
function toSqlite(value) {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.getTime();
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (value === undefined) throw new TypeError('undefined cannot be bound');
  return value;
}
