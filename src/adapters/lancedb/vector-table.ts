import type { Connection, Table } from '@lancedb/lancedb';
import type { IndexChange } from '#policy/policy.ports.ts';

const NAME = 'vectors_v2';

interface Row extends Record<string, unknown> {
  key: string;
  documentId: string;
  clauseId: string;
  vector: number[];
}

/** The clauses' vectors, where an embedding endpoint gave some: apart from the texts, which never need them. */
export interface VectorTable {
  /** Reads on from what another process wrote. */
  reload(): Promise<void>;
  replace(change: IndexChange): Promise<void>;
  /** Cosine similarity by key of the nearest clauses; none where there are no vectors of that length. */
  nearest(vector: readonly number[], limit: number, scope: string | undefined): Promise<Map<string, number>>;
}

/** A text as a literal of LanceDB's SQL. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export async function openVectors(connection: Connection): Promise<VectorTable> {
  let table: Table | undefined;
  let length = 0;
  const vectors: VectorTable = {
    async reload() {
      if (table) await table.checkoutLatest();
      else if ((await connection.tableNames()).includes(NAME)) table = await connection.openTable(NAME);
      length = table ? await vectorLength(table) : 0;
    },
    async replace(change) {
      const ids = [...change.put.map((document) => document.documentId), ...change.remove];
      const rows = rowsOf(change);
      const given = rows[0]?.vector.length ?? length;
      // Another model's vectors have another length: none of the old ones can be compared any more.
      if (!table || given !== length) {
        if (rows.length === 0) return;
        table = await connection.createTable(NAME, rows, { mode: table ? 'overwrite' : 'create' });
        length = given;
        return;
      }
      await table.delete(`documentId IN (${ids.map(quoted).join(', ')})`);
      if (rows.length > 0) await table.add(rows);
      await table.optimize();
    },
    async nearest(vector, limit, scope) {
      if (!table || vector.length !== length || length === 0) return new Map();
      let search = table
        .vectorSearch([...vector])
        .distanceType('cosine')
        .select(['key', '_distance'])
        .limit(limit);
      if (scope) search = search.where(scope);
      const rows: { key: string; _distance: number }[] = await search.toArray();
      return new Map(rows.map((row) => [row.key, 1 - row._distance]));
    },
  };
  await vectors.reload();
  return vectors;
}

function rowsOf(change: IndexChange): Row[] {
  return change.put.flatMap(({ clauses }) =>
    clauses.flatMap(({ key, documentId, clauseId, vector }) =>
      vector && vector.length > 0 ? [{ key, documentId, clauseId, vector: [...vector] }] : [],
    ),
  );
}

async function vectorLength(table: Table): Promise<number> {
  const [row] = await table.query().select(['vector']).limit(1).toArray();
  return row ? Number(row.vector.length) : 0;
}
