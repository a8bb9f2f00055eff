import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import { unionAll } from '#database/union-all.ts';

/** No name holds it. */
const SEPARATOR = '\u001e';

/** Columns of some rows, each as one text; null where there are no rows. */
export type Columns<Name extends string> = Record<Name, string | null>;

/**
 * Columns of many rows as one text each, for `readColumns`: a multiple faster than a row for each through the driver,
 * than JSON, than groups, which SQLite makes by sorting, and than one text of all, where `||` costs the most. Each text
 * stays below the 2 MB that D1 allows with some 25,000 rows.
 * @param columns none may be null
 * @param only of which rows; of all without it
 */
export function packedColumns(columns: Record<string, SQL>, only?: SQL): SQL {
  const where = only ? sql` filter (where ${only})` : sql``;
  const packed = Object.entries(columns).map(
    ([name, column]) =>
      sql`group_concat(${column}, ${sql.raw(`'${SEPARATOR}'`)})${where} as ${sql.identifier(name)}`,
  );
  return sql.join(packed, sql`, `);
}

/** The columns of each of these parts, which select `packedColumns`. */
export async function readColumns<Name extends string>(
  db: Database,
  parts: readonly SQL[],
): Promise<Columns<Name>[]> {
  return parts.length === 0 ? [] : db.all<Columns<Name>>(unionAll(parts));
}

/** The texts of a column, row by row. */
export function textsOf(column: string | null): string[] {
  return column === null ? [] : column.split(SEPARATOR);
}

const ZERO = '0'.charCodeAt(0);

/** The whole numbers, none below 0, of a column, row by row. Read by digits: cut up and parsed they take twice as long. */
export function numbersOf(column: string | null): Float64Array {
  if (column === null) return new Float64Array(0);
  const numbers = new Float64Array(Math.ceil((column.length + 1) / 2));
  let [count, value] = [0, 0];
  for (let i = 0; i < column.length; i++) {
    const digit = column.charCodeAt(i) - ZERO;
    if (digit >= 0) {
      value = value * 10 + digit;
    } else {
      numbers[count++] = value;
      value = 0;
    }
  }
  numbers[count++] = value;
  return numbers.slice(0, count);
}

/** So many of a text's last characters go into its hash: what makes ids unlike stands there. */
const HASHED = 8;

/**
 * How many different texts there are in these columns, where most are unlike, as ids are. Texts are looked at where they
 * stand, and compared where their hashes are the same: a set of a hundred thousand texts takes several times as long.
 */
export function countDistinct(columns: readonly (string | null)[]): number {
  const all = columns.filter((column) => column !== null).join(SEPARATOR);
  if (columns.every((column) => column === null)) return 0;
  let [rows, distinct] = [1, 0];
  for (let at = all.indexOf(SEPARATOR); at >= 0; at = all.indexOf(SEPARATOR, at + 1)) rows++;
  const mask = 2 ** Math.ceil(Math.log2(rows * 2)) - 1;
  // Of each slot the hash, and where its text begins, counted from 1: 0 is free.
  const [hashes, begins] = [new Int32Array(mask + 1), new Int32Array(mask + 1)];
  for (let start = 0; start <= all.length; ) {
    const found = all.indexOf(SEPARATOR, start);
    const end = found < 0 ? all.length : found;
    const hash = hashOf(all, start, end);
    let slot = (hash >>> 8) & mask;
    while (begins[slot] !== 0) {
      const begin = (begins[slot] ?? 1) - 1;
      if (hashes[slot] === hash && isSame(all, begin, start, end)) break;
      slot = (slot + 1) & mask;
    }
    if (begins[slot] === 0) {
      hashes[slot] = hash;
      begins[slot] = start + 1;
      distinct++;
    }
    start = end + 1;
  }
  return distinct;
}

function hashOf(all: string, start: number, end: number): number {
  let hash = end - start;
  for (let i = Math.max(start, end - HASHED); i < end; i++) {
    hash = (Math.imul(hash, 31) + all.charCodeAt(i)) | 0;
  }
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
}

/** Whether the text that begins at `other` is the one from `start` to `end`. */
function isSame(all: string, other: number, start: number, end: number): boolean {
  const next = other + end - start;
  return all.startsWith(all.slice(start, end), other) && (next === all.length || all[next] === SEPARATOR);
}

/** One value for all rows that have the same texts. */
export interface Groups<Value> {
  /** Visits the rows of these columns, one after the other, each with the value of its group. */
  each(columns: readonly (string | null)[], visit: (value: Value, row: number) => void): void;
  all(): Value[];
}

type Branch<Value> = Map<string, Branch<Value> | Value>;

/**
 * Groups rows by a map within a map for each column: a text that joins them would cost more than looking them up.
 * @param begin the value of a group whose first row has these texts
 */
export function createGroups<Value extends object>(
  begin: (texts: readonly string[]) => Value,
): Groups<Value> {
  const root: Branch<Value> = new Map();
  const found: Value[] = [];

  function groupOf(columns: readonly string[][], row: number): Value {
    let branch = root;
    const last = columns.length - 1;
    for (let i = 0; i < last; i++) {
      const text = columns[i]?.[row] ?? '';
      let next = branch.get(text) as Branch<Value> | undefined;
      if (next === undefined) {
        next = new Map();
        branch.set(text, next);
      }
      branch = next;
    }
    const text = columns[last]?.[row] ?? '';
    let value = branch.get(text) as Value | undefined;
    if (value === undefined) {
      value = begin(columns.map((column) => column[row] ?? ''));
      branch.set(text, value);
      found.push(value);
    }
    return value;
  }

  return {
    each: (packed, visit) => {
      const columns = packed.map(textsOf);
      const rows = columns[0]?.length ?? 0;
      for (let row = 0; row < rows; row++) visit(groupOf(columns, row), row);
    },
    all: () => found,
  };
}
