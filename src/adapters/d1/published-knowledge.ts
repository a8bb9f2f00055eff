import { sql } from 'drizzle-orm';
import type { KnowledgeSource } from '#adapters/knowledge/knowledge-source.ts';
import type { Database, Statement } from '#database/database.ts';
import { ConfigurationError } from '#shared/errors.ts';

// Not a table of the schema: like the search index it holds nothing that `knowledge/` does not.
const TABLE = sql.raw('published_knowledge');
/** D1 takes no larger value in one parameter than 2 MB. */
const LARGEST = 1_900_000;

/** The texts of a knowledge folder by name, as they were published together. */
export interface PublishedKnowledge {
  version: string;
  files: ReadonlyMap<string, string>;
}

/** What is to be published. */
export interface PublishableKnowledge extends PublishedKnowledge {
  /** What isolates then need not derive from the texts; without it they do. */
  derived?: {
    /** Names the code that derives. */
    code: string;
    /** Takes seconds. */
    make(): Uint8Array<ArrayBuffer>;
  };
}

export function createKnowledgeTable(db: Database): Statement {
  return db.run(
    sql`CREATE TABLE IF NOT EXISTS ${TABLE} (name TEXT PRIMARY KEY, version TEXT NOT NULL, content TEXT NOT NULL)`,
  );
}

/** The statements that put these texts in the place of all that were published before. */
export function replaceKnowledge(db: Database, { version, files }: PublishedKnowledge): Statement[] {
  const inserts = [...files].map(([name, content]) => {
    if (content.length * 3 > LARGEST && new TextEncoder().encode(content).length > LARGEST) {
      throw new ConfigurationError('knowledge.large', `${name} 超过 D1 单个值 2 MB 的上限,请拆成几份文件`);
    }
    return db.run(
      sql`INSERT INTO ${TABLE} (name, version, content) VALUES (${name}, ${version}, ${content})`,
    );
  });
  return [db.run(sql`DELETE FROM ${TABLE}`), ...inserts];
}

/** @returns undefined where nothing was published yet */
export async function publishedVersion(db: Database): Promise<string | undefined> {
  try {
    const [row] = await db.all<{ version: string }>(sql`SELECT version FROM ${TABLE} LIMIT 1`);
    return row?.version;
  } catch (error) {
    if (saysNoTable(error)) return undefined;
    throw error;
  }
}

/** @throws ConfigurationError where nothing was published yet */
export async function readPublishedKnowledge(db: Database): Promise<PublishedKnowledge> {
  const version = await publishedVersion(db);
  if (version === undefined) {
    throw new ConfigurationError(
      'knowledge.unpublished',
      'D1 里还没有政策与规则,请先执行 npm run knowledge -- publish --to d1',
    );
  }
  const rows = await db.all<{ name: string; version: string; content: string }>(
    sql`SELECT name, version, content FROM ${TABLE}`,
  );
  return {
    version: rows[0]?.version ?? version,
    files: new Map(rows.map(({ name, content }) => [name, content])),
  };
}

export function publishedSource({ files }: PublishedKnowledge): KnowledgeSource {
  return {
    nameOf: (name) => name,
    has: (name) => files.has(name),
    read: (name) => {
      const content = files.get(name);
      if (content !== undefined) return content;
      throw new ConfigurationError('knowledge.file', `已发布的知识里没有 ${name},请重新发布`);
    },
    list: (below, ending) =>
      [...files.keys()].filter((name) => name.startsWith(`${below}/`) && name.endsWith(ending)).sort(),
  };
}

function saysNoTable(error: unknown): boolean {
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    if (/no such table/i.test(e.message)) return true;
  }
  return false;
}
