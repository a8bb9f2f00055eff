import { sql } from 'drizzle-orm';
import type { Database, Statement } from '#database/database.ts';
import type {
  Candidate,
  CorpusStatistics,
  IndexChange,
  IndexedDocument,
  PolicyIndex,
} from '#policy/policy.ports.ts';
import { TOKEN_VERSION } from '#policy/policy.tokens.ts';
import { openVectorMemory } from './vector-memory.ts';

const CLAUSES = sql.raw(`policy_clauses_v${TOKEN_VERSION}`);
const WORDS = sql.raw(`policy_words_v${TOKEN_VERSION}`);
const VOCABULARY = sql.raw(`policy_vocabulary_v${TOKEN_VERSION}`);
/** D1 takes no larger value in one parameter than 2 MB: rows go in portions well below. */
const PORTION = 500_000;

/** The statements that make the tables; FTS5 has no place in the migrations. A new cut of tokens makes new ones. */
export function indexTables(db: Database): [Statement, ...Statement[]] {
  return [
    db.run(sql`CREATE TABLE IF NOT EXISTS ${CLAUSES} (
      id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL, clause_id TEXT NOT NULL,
      revision TEXT NOT NULL, text TEXT NOT NULL, tokens TEXT NOT NULL, length INTEGER NOT NULL, vector TEXT)`),
    db.run(sql`CREATE INDEX IF NOT EXISTS ${sql.raw(`policy_clauses_document_v${TOKEN_VERSION}`)}
      ON ${CLAUSES} (document_id)`),
    db.run(sql`CREATE VIRTUAL TABLE IF NOT EXISTS ${WORDS} USING fts5(tokens, content='', contentless_delete=1,
      tokenize="unicode61 remove_diacritics 0")`),
    db.run(sql`CREATE VIRTUAL TABLE IF NOT EXISTS ${VOCABULARY} USING fts5vocab(${WORDS}, 'row')`),
  ];
}

/**
 * The index over SQLite's FTS5, for libSQL and D1 alike: the same tokens, the same ranking as every other index.
 * @param options `published`: somebody else has made and filled the tables
 */
export async function openFtsIndex(
  db: Database,
  options: { published?: boolean } = {},
): Promise<PolicyIndex> {
  if (!options.published) await db.batch(indexTables(db));
  const vectors = await openVectorMemory(db, CLAUSES);

  return {
    async revisions() {
      const rows = await db.all<{ documentId: string; revision: string }>(
        sql`SELECT document_id AS documentId, revision FROM ${CLAUSES} GROUP BY document_id`,
      );
      return new Map(rows.map((row) => [row.documentId, row.revision]));
    },
    async apply(change) {
      const [first, ...rest] = changeStatements(db, change);
      if (first) await db.batch([first, ...rest]);
      await vectors.reload();
    },
    async candidates(query) {
      if (query.documentIds?.length === 0) return [];
      const within = query.documentIds
        ? sql`AND rowid IN (SELECT id FROM ${CLAUSES} WHERE document_id IN
            (SELECT value FROM json_each(${JSON.stringify(query.documentIds)})))`
        : sql``;
      const passedOver = query.except?.length
        ? sql`AND rowid NOT IN (SELECT c.id FROM json_each(${JSON.stringify(query.except)}) e JOIN ${CLAUSES} c
            ON c.document_id = e.value->>'documentId' AND c.clause_id = e.value->>'clauseId')`
        : sql``;
      const words = query.tokens.map((token) => `"${wordOf(token)}"`).join(' OR ');
      const found =
        words === ''
          ? []
          : await db.all<Row>(sql`WITH best AS MATERIALIZED (SELECT rowid AS id, rank AS place FROM ${WORDS}
                WHERE ${WORDS} MATCH ${words} ${within} ${passedOver} ORDER BY rank LIMIT ${query.limit})
              SELECT c.id, c.document_id AS documentId, c.clause_id AS clauseId, c.revision, c.text, c.tokens
              FROM best JOIN ${CLAUSES} c ON c.id = best.id ORDER BY best.place`);
      const near = query.vector ? vectors.nearest(query.vector, query) : new Map();
      const known = new Set(found.map((row) => row.id));
      const others = [...near.keys()].filter((id) => !known.has(id));
      const more =
        others.length === 0
          ? []
          : await db.all<Row>(sql`SELECT id, document_id AS documentId, clause_id AS clauseId, revision, text, tokens
              FROM ${CLAUSES} WHERE id IN (SELECT value FROM json_each(${JSON.stringify(others)}))`);
      return [...found, ...more].map((row) => candidateOf(row, near.get(row.id)));
    },
    async statistics(tokens): Promise<CorpusStatistics> {
      const asked = new Map(tokens.map((token) => [wordOf(token), token]));
      const [all] = await db.all<{ clauses: number; average: number | null }>(
        sql`SELECT count(*) AS clauses, avg(length) AS average FROM ${CLAUSES}`,
      );
      const rows = await db.all<{ term: string; clauses: number }>(
        sql`SELECT v.term, v.doc AS clauses FROM json_each(${JSON.stringify([...asked.keys()])}) t JOIN ${VOCABULARY} v ON v.term = t.value`,
      );
      return {
        clauses: all?.clauses ?? 0,
        averageLength: all?.average ?? 0,
        frequencies: new Map(rows.map((row) => [asked.get(row.term) ?? row.term, row.clauses])),
      };
    },
    // The database is its owner's to close.
    close: async () => {},
  };
}

interface Row {
  id: number;
  documentId: string;
  clauseId: string;
  revision: string;
  text: string;
  tokens: string;
}

function candidateOf(row: Row, similarity: number | undefined): Candidate {
  const { documentId, clauseId, revision, text } = row;
  const candidate = { documentId, clauseId, revision, text, tokens: row.tokens.split(' ') };
  return similarity === undefined ? candidate : { ...candidate, similarity };
}

/** All of a change as one batch: the old rows go and the new ones come together. */
export function changeStatements(db: Database, change: IndexChange): Statement[] {
  const ids = [...change.put.map((document) => document.documentId), ...change.remove];
  if (ids.length === 0) return [];
  const concerned = sql`document_id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  const insert = portions(change.put).flatMap((rows) => [
    db.run(sql`INSERT INTO ${CLAUSES} (key, document_id, clause_id, revision, text, tokens, length, vector)
      SELECT value->>'key', value->>'documentId', value->>'clauseId', value->>'revision', value->>'text',
        value->>'tokens', value->>'length', value->>'vector' FROM json_each(${rows})`),
    db.run(sql`INSERT INTO ${WORDS} (rowid, tokens) SELECT c.id, coalesce(value->>'words', value->>'tokens')
      FROM json_each(${rows}) JOIN ${CLAUSES} c ON c.key = value->>'key'`),
  ]);
  return [
    db.run(sql`DELETE FROM ${WORDS} WHERE rowid IN (SELECT id FROM ${CLAUSES} WHERE ${concerned})`),
    db.run(sql`DELETE FROM ${CLAUSES} WHERE ${concerned}`),
    ...insert,
  ];
}

/** A token as FTS5 keeps it whole: what is no letter and no digit would cut it. */
function wordOf(token: string): string {
  return token.replace(/[^\p{L}\p{N}]/gu, (sign) => `x${sign.codePointAt(0)?.toString(16)}x`);
}

/** The rows as JSON arrays of a size that one parameter may have. */
function portions(documents: readonly IndexedDocument[]): string[] {
  const result: string[] = [];
  let rows: string[] = [];
  let size = 0;
  for (const { clauses, revision } of documents) {
    for (const { key, documentId, clauseId, text, tokens, vector } of clauses) {
      const whole = tokens.join(' ');
      const words = tokens.map(wordOf).join(' ');
      const row = JSON.stringify({
        ...{ key, documentId, clauseId, revision, text, tokens: whole, length: tokens.length },
        ...(words === whole ? {} : { words }),
        ...(vector && vector.length > 0 ? { vector: JSON.stringify(vector) } : {}),
      });
      if (size + row.length > PORTION && rows.length > 0) {
        result.push(`[${rows.join(',')}]`);
        rows = [];
        size = 0;
      }
      rows.push(row);
      size += row.length;
    }
  }
  if (rows.length > 0) result.push(`[${rows.join(',')}]`);
  return result;
}
