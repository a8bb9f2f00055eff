import { openLanceIndex } from '#adapters/lancedb/lancedb-index.ts';
import { openFtsIndex } from '#adapters/sqlite-fts/sqlite-fts-index.ts';
import type { ApplicabilityFile } from '#policy/policy.applicability.ts';
import { applicabilitySchema } from '#policy/policy.applicability.ts';
import { parsePolicyFile } from '#policy/policy.file.ts';
import type { PolicyKnowledge } from '#policy/policy.knowledge.ts';
import { lexiconSchema } from '#policy/policy.lexicon.ts';
import type { PolicyIndex } from '#policy/policy.ports.ts';
import { temporaryDatabase, temporaryFolder } from './temporary-database.ts';

/** Opens the index of one place, as often as one likes. */
export type IndexPlace = () => Promise<PolicyIndex>;

/** Each kind of index with a way to make a place for one. */
export const indexPlaces: readonly (readonly [string, () => Promise<IndexPlace>])[] = [
  [
    'LanceDB',
    async () => {
      const folder = temporaryFolder();
      return () => openLanceIndex(folder);
    },
  ],
  [
    'SQLite FTS5',
    async () => {
      const db = await temporaryDatabase();
      return () => openFtsIndex(db);
    },
  ],
];

export interface SampleDocument {
  id: string;
  text: string;
  /** More lines of front matter. */
  front?: string;
  /** Notes of `knowledge/applicability`, by clause. */
  notes?: Record<string, object>;
}

/** Documents as a district would write them, without a lexicon. */
export function knowledgeOf(...documents: SampleDocument[]): PolicyKnowledge {
  const parsed = documents.map(({ id, text, front = '' }, at) =>
    parsePolicyFile(
      `---\n编号: ${id}\n文号: 甲发〔2025〕${at + 1}号\n标题: ${id}办法\n发布机构: 甲\n成文日期: 2025-01-01\n发布日期: 2025-01-01\n有效性: 有效\n${front}---\n${text}`,
      `${id}.md`,
    ),
  );
  const applicability = documents.flatMap(({ id, notes }): ApplicabilityFile[] =>
    notes ? [applicabilitySchema.parse({ 文件: id, 条款: notes })] : [],
  );
  return { documents: parsed, lexicon: lexiconSchema.parse({}), applicability };
}
