import { loadKnowledge } from '#adapters/knowledge-folder/load-knowledge.ts';
import { checkDocuments } from '#policy/policy.check.ts';
import { systemClock } from '#shared/clock.ts';
import { print, readPlaces } from './places.ts';

/** Finds what is broken, expired or overlapping. Exit code 1 only where something is broken. */
export async function checkKnowledge(): Promise<number> {
  const knowledge = loadKnowledge(readPlaces().knowledge);
  const findings = checkDocuments(knowledge, systemClock.now());
  for (const finding of findings)
    print(`${finding.level === 'error' ? '错误' : '提醒'}  ${finding.document}:${finding.message}`);
  const errors = findings.filter((finding) => finding.level === 'error').length;
  print(`检查了 ${knowledge.documents.length} 份文件:${errors} 处错误,${findings.length - errors} 处提醒。`);
  return errors > 0 ? 1 : 0;
}
