import { mkdirSync } from 'node:fs';
import { type Connection, connect, Index, MatchQuery, type Table } from '@lancedb/lancedb';
import { Bool, Field, Schema, Utf8 } from 'apache-arrow';
import type {
  Candidate,
  CandidateQuery,
  CorpusStatistics,
  IndexChange,
  IndexedDocument,
  PolicyIndex,
} from '#policy/policy.ports.ts';
import { TOKEN_VERSION } from '#policy/policy.tokens.ts';
import { ConfigurationError } from '#shared/errors.ts';
import type { FrequencySketch } from './frequency-sketch.ts';
import { loadStatistics, saveStatistics } from './statistics-table.ts';
import { openVectors, quoted, type VectorTable } from './vector-table.ts';

const CLAUSES = `clauses_v${TOKEN_VERSION}`;

const text = (name: string) => new Field(name, new Utf8(), false);
const CLAUSES_SCHEMA = new Schema([
  text('key'),
  text('documentId'),
  text('clauseId'),
  text('revision'),
  new Field('first', new Bool(), false),
  text('text'),
  text('tokens'),
]);
interface Row extends Record<string, unknown> {
  key: string;
  documentId: string;
  clauseId: string;
  revision: string;
  /** True on the first row of a document: one row a document is enough to know its revision. */
  first: boolean;
  text: string;
  tokens: string;
}

/**
 * Opens the LanceDB index, and makes it where there is none.
 * @param uri a folder, or object storage such as `s3://…`
 * @throws ConfigurationError where the place cannot be opened or written
 */
export async function openLanceIndex(uri: string): Promise<PolicyIndex> {
  try {
    if (!uri.includes('://')) mkdirSync(uri, { recursive: true });
    const connection = await connect(uri);
    const names = new Set(await connection.tableNames());
    const table = await openClauses(connection, names);
    const sketch = await loadStatistics(connection, table, names);
    return new LanceIndex(connection, table, sketch, await openVectors(connection));
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError('index.open', `无法打开或写入检索索引 ${uri}:${reason}`, { cause: error });
  }
}

/** So many rows are kept at most, some tens of megabytes. */
const MOST_READ = 20_000;

class LanceIndex implements PolicyIndex {
  readonly #connection: Connection;
  readonly #table: Table;
  #sketch: FrequencySketch;
  readonly #vectors: VectorTable;
  /** Rows that were read, by key: to turn columns into rows costs more than the search itself. */
  readonly #read = new Map<string, Candidate>();

  constructor(connection: Connection, table: Table, sketch: FrequencySketch, vectors: VectorTable) {
    this.#connection = connection;
    this.#table = table;
    this.#sketch = sketch;
    this.#vectors = vectors;
  }

  async revisions(): Promise<Map<string, string>> {
    // By a handle of its own: searches go on with the version that they had until the next change.
    const latest = await this.#connection.openTable(CLAUSES);
    const rows: Row[] = await latest.query().where('first').select(['documentId', 'revision']).toArray();
    latest.close();
    return new Map(rows.map((row) => [row.documentId, row.revision]));
  }

  async apply(change: IndexChange): Promise<void> {
    await this.#readOn();
    const rows = change.put.flatMap(rowsOf);
    const ids = [...change.put.map((document) => document.documentId), ...change.remove];
    if (ids.length === 0) return;
    const scope = `documentId IN (${ids.map(quoted).join(', ')})`;
    await this.#forget(scope);
    // One commit: what is new comes and what is gone goes in the same version of the table.
    if (rows.length === 0) {
      await this.#table.delete(scope);
    } else {
      await this.#table
        .mergeInsert('key')
        .whenMatchedUpdateAll()
        .whenNotMatchedInsertAll()
        .whenNotMatchedBySourceDelete({ where: scope })
        .execute(rows);
    }
    await this.#table.optimize();
    await this.#vectors.replace(change);
    this.#read.clear();
    for (const row of change.put.flatMap((document) => document.clauses)) this.#sketch.count(row.tokens, 1);
    await saveStatistics(this.#connection, this.#table, this.#sketch);
  }

  async candidates(query: CandidateQuery): Promise<Candidate[]> {
    if (query.documentIds?.length === 0) return [];
    try {
      return await this.#find(query);
    } catch {
      // Another process may have rebuilt the index and cleared away the version that this one reads.
      await this.#readOn();
      return this.#find(query);
    }
  }

  /** Takes over what another process wrote. */
  async #readOn(): Promise<void> {
    const before = await this.#table.version();
    await this.#table.checkoutLatest();
    await this.#vectors.reload();
    if ((await this.#table.version()) === before) return;
    this.#read.clear();
    const names = new Set(await this.#connection.tableNames());
    this.#sketch = await loadStatistics(this.#connection, this.#table, names);
  }

  async #find(query: CandidateQuery): Promise<Candidate[]> {
    const scope = scopeOf(query);
    const near = query.vector
      ? await this.#vectors.nearest(query.vector, query.limit, scope)
      : new Map<string, number>();
    const keys = new Set([...(await this.#holding(query, scope)), ...near.keys()]);
    const found = await this.#contents([...keys]);
    return found.map(({ key, candidate }) => {
      const similarity = near.get(key);
      return similarity === undefined ? candidate : { ...candidate, similarity };
    });
  }

  /** The keys of clauses that hold any of the tokens. */
  async #holding(query: CandidateQuery, scope: string | undefined): Promise<string[]> {
    if (query.tokens.length === 0) return [];
    let search = this.#table
      .query()
      .fullTextSearch(new MatchQuery(query.tokens.join(' '), 'tokens'))
      .select(['key', '_score'])
      .limit(query.limit);
    if (scope) search = search.where(scope);
    const rows: Pick<Row, 'key'>[] = await search.toArray();
    return rows.map((row) => row.key);
  }

  /** The rows behind keys, in their order; what was read before is not read again. */
  async #contents(keys: readonly string[]): Promise<{ key: string; candidate: Candidate }[]> {
    const missing = keys.filter((key) => !this.#read.has(key));
    if (missing.length > 0) {
      if (this.#read.size + missing.length > MOST_READ) this.#read.clear();
      const rows: Row[] = await this.#table
        .query()
        .where(`key IN (${missing.map(quoted).join(', ')})`)
        .select(['key', 'documentId', 'clauseId', 'revision', 'text', 'tokens'])
        .toArray();
      for (const { key, documentId, clauseId, revision, text, tokens } of rows) {
        this.#read.set(key, { documentId, clauseId, revision, text, tokens: tokens.split(' ') });
      }
    }
    return keys.flatMap((key) => {
      const candidate = this.#read.get(key);
      return candidate ? [{ key, candidate }] : [];
    });
  }

  async statistics(tokens: readonly string[]): Promise<CorpusStatistics> {
    return {
      clauses: this.#sketch.clauses,
      averageLength: this.#sketch.tokens / Math.max(1, this.#sketch.clauses),
      frequencies: new Map(tokens.map((token) => [token, this.#sketch.frequency(token)])),
    };
  }

  async close(): Promise<void> {
    this.#table.close();
    this.#connection.close();
  }

  /** Takes the rows of the documents out of the statistics. */
  async #forget(scope: string): Promise<void> {
    const rows: Row[] = await this.#table.query().where(scope).select(['tokens']).toArray();
    for (const row of rows) this.#sketch.count(row.tokens.split(' '), -1);
  }
}

/** The documents to search and the clauses to pass over, as a condition; none where all are searched. */
function scopeOf({ documentIds, except = [] }: CandidateQuery): string | undefined {
  const within = documentIds ? [`documentId IN (${documentIds.map(quoted).join(', ')})`] : [];
  const clauses = new Map<string, string[]>();
  for (const { documentId, clauseId } of except)
    clauses.set(documentId, [...(clauses.get(documentId) ?? []), quoted(clauseId)]);
  const passedOver = [...clauses].map(
    ([documentId, ids]) => `NOT (documentId = ${quoted(documentId)} AND clauseId IN (${ids.join(', ')}))`,
  );
  return [...within, ...passedOver].join(' AND ') || undefined;
}

function rowsOf(document: IndexedDocument): Row[] {
  return document.clauses.map((clause, at) => ({
    key: clause.key,
    documentId: clause.documentId,
    clauseId: clause.clauseId,
    revision: document.revision,
    first: at === 0,
    text: clause.text,
    tokens: clause.tokens.join(' '),
  }));
}

/** Columns by whose values rows are found. */
const LOOKED_UP = ['key', 'documentId'] as const;
const INDEXED = [...LOOKED_UP, 'tokens'];

/** The table of clauses. One that a crash left half made is made anew: all in it comes from the knowledge folder. */
async function openClauses(connection: Connection, names: ReadonlySet<string>): Promise<Table> {
  if (names.has(CLAUSES)) {
    const table = await connection.openTable(CLAUSES);
    const indexed = new Set((await table.listIndices()).flatMap((index) => index.columns));
    if (INDEXED.every((column) => indexed.has(column))) {
      await Promise.all(INDEXED.map((column) => table.prewarmIndex(`${column}_idx`)));
      return table;
    }
    table.close();
    await connection.dropTable(CLAUSES);
  }
  const table = await connection.createEmptyTable(CLAUSES, CLAUSES_SCHEMA);
  await table.setUnenforcedPrimaryKey('key');
  // Tokens are cut by us, so the index must leave them as they are.
  const config = Index.fts({
    baseTokenizer: 'whitespace',
    withPosition: false,
    lowercase: false,
    stem: false,
    removeStopWords: false,
    asciiFolding: false,
  });
  await table.createIndex('tokens', { config });
  for (const column of LOOKED_UP) await table.createIndex(column, { config: Index.btree() });
  return table;
}
