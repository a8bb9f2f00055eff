import { loadKnowledge } from '#adapters/knowledge-folder/load-knowledge.ts';
import { periodOf, validityOf } from '#policy/policy.validity.ts';
import { systemClock } from '#shared/clock.ts';
import { print, readPlaces } from './places.ts';

/** Lists all documents with their state of today. */
export async function listKnowledge(): Promise<number> {
  const { documents } = loadKnowledge(readPlaces().knowledge);
  if (documents.length === 0) print('知识目录里还没有政策文件。');
  for (const document of documents) {
    const { front } = document;
    const period = periodOf(document);
    print(`${document.id}  ${validityOf(document, documents, systemClock.now())}`);
    print(`  ${front.文号}  ${front.标题}`);
    print(
      `  ${front.发布机构}  成文 ${front.成文日期}  发布 ${front.发布日期}${period ? `  期限 ${period.text}` : ''}  ${document.clauses.length} 条`,
    );
  }
  return 0;
}
