import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import type { CandidateQuery } from '#policy/policy.ports.ts';

interface Kept {
  documentId: string;
  clauseId: string;
  /** Of length 1, so that a product is the cosine. */
  vector: Float32Array;
}

/** The clauses' vectors, held in memory: SQLite has no index for them, and a district's knowledge is small. */
export interface VectorMemory {
  reload(): Promise<void>;
  /** Cosine similarity by row id of the nearest clauses. */
  nearest(
    vector: readonly number[],
    query: Pick<CandidateQuery, 'limit' | 'documentIds' | 'except'>,
  ): Map<number, number>;
}

export async function openVectorMemory(db: Database, table: SQL): Promise<VectorMemory> {
  let kept = new Map<number, Kept>();
  const memory: VectorMemory = {
    async reload() {
      const rows = await db.all<{ id: number; documentId: string; clauseId: string; vector: string }>(
        sql`SELECT id, document_id AS documentId, clause_id AS clauseId, vector FROM ${table} WHERE vector IS NOT NULL`,
      );
      kept = new Map(
        rows.map(({ id, vector, ...row }) => [id, { ...row, vector: unit(JSON.parse(vector)) }]),
      );
    },
    nearest(vector, { limit, documentIds, except = [] }) {
      const wanted = unit(vector);
      const allowed = documentIds && new Set(documentIds);
      const passedOver = new Set(except.map(({ documentId, clauseId }) => `${documentId}#${clauseId}`));
      const scored: [number, number][] = [];
      for (const [id, { documentId, clauseId, vector: held }] of kept) {
        if (held.length !== wanted.length || (allowed && !allowed.has(documentId))) continue;
        if (!passedOver.has(`${documentId}#${clauseId}`)) scored.push([id, dot(held, wanted)]);
      }
      return new Map(scored.sort((a, b) => b[1] - a[1]).slice(0, limit));
    },
  };
  await memory.reload();
  return memory;
}

function unit(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return Float32Array.from(vector, (value) => value / length);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
