import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database, Statement } from '#database/database.ts';

// Not a table of the schema: it holds nothing that `knowledge/` and the code do not give again.
const TABLE = sql.raw('published_derived');
/** Bytes of one row: in base64 they are well below what D1 takes as one value. A multiple of three has no filling. */
const PORTION = 900_000;

/** What derived values belong to: the published texts, and the code that derives from them. */
export interface DerivedOf {
  version: string;
  code: string;
}

const rowsSchema = z.array(z.object({ parts: z.int().positive(), content: z.string() }));

/** The statement that makes the table where it is not there yet. */
export function createDerivedTable(db: Database): Statement {
  return db.run(sql`CREATE TABLE IF NOT EXISTS ${TABLE} (part INTEGER PRIMARY KEY, parts INTEGER NOT NULL,
    version TEXT NOT NULL, code TEXT NOT NULL, content TEXT NOT NULL)`);
}

/**
 * The statements that put derived values in the place of all that were published before.
 * @param derived none: isolates then derive by themselves
 */
export async function replaceDerived(
  db: Database,
  derived?: { of: DerivedOf; packed: Uint8Array<ArrayBuffer> },
): Promise<Statement[]> {
  const removal = db.run(sql`DELETE FROM ${TABLE}`);
  if (!derived) return [removal];
  const { version, code } = derived.of;
  const bytes = await through(derived.packed, new CompressionStream('gzip'));
  const parts = Math.ceil(bytes.length / PORTION);
  const inserts = Array.from({ length: parts }, (_, part) => {
    const content = toBase64(bytes.subarray(part * PORTION, (part + 1) * PORTION));
    return db.run(sql`INSERT INTO ${TABLE} (part, parts, version, code, content)
      VALUES (${part}, ${parts}, ${version}, ${code}, ${content})`);
  });
  return [removal, ...inserts];
}

/** @returns undefined where there are none of just these texts and this code, or where they are damaged */
export async function readDerived(
  db: Database,
  { version, code }: DerivedOf,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const rows = rowsSchema.parse(
      await db.all(sql`SELECT parts, content FROM ${TABLE}
        WHERE version = ${version} AND code = ${code} ORDER BY part`),
    );
    if (rows.length === 0 || rows.some(({ parts }) => parts !== rows.length)) return undefined;
    const bytes = new Blob(rows.map(({ content }) => fromBase64(content)));
    // The checksum within tells what is damaged.
    return await through(new Uint8Array(await bytes.arrayBuffer()), new DecompressionStream('gzip'));
  } catch {
    // Whatever keeps them from being read, they can be derived again.
    return undefined;
  }
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

// Text, because D1 gives bytes back as a list of numbers.
const CHARACTERS = 0x2000;
function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHARACTERS)
    text += String.fromCharCode(...bytes.subarray(at, at + CHARACTERS));
  return btoa(text);
}

function fromBase64(content: string): Uint8Array<ArrayBuffer> {
  const text = atob(content);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
