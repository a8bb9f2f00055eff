import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { planAddition, writeAddition } from '#adapters/knowledge-folder/add-document.ts';
import { loadKnowledge } from '#adapters/knowledge-folder/load-knowledge.ts';
import { openLanceIndex } from '#adapters/lancedb/lancedb-index.ts';
import { createPolicyService } from '#policy/policy.service.ts';
import { watchKnowledge } from '#runtime/watch-knowledge.ts';
import { atBeijing } from '#shared/beijing.ts';
import type { LogFields } from '#shared/log.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';

const now = atBeijing('2026-11-24', 9);
const KNOWLEDGE = fileURLToPath(new URL('../../knowledge', import.meta.url));
const ADDED = `某区支持低空经济若干措施
某府发〔2026〕8号
第一条 对新建无人机起降场的,给予10万元奖励。
某区人民政府
2026年5月12日
`;

async function watched() {
  const folder = temporaryFolder();
  for (const part of ['policies', 'applicability', 'lexicon.yaml', 'departments.yaml'])
    cpSync(join(KNOWLEDGE, part), join(folder, part), { recursive: true });
  const index = await openLanceIndex(temporaryFolder());
  onTestFinished(() => index.close());
  const policy = await createPolicyService({ knowledge: loadKnowledge(folder), index });
  const logs: (LogFields & { event: string })[] = [];
  const keep = (event: string, fields: LogFields = {}) => void logs.push({ event, ...fields });
  const logger = { debug: keep, info: keep, warn: keep, error: keep };
  const watch = watchKnowledge({ folder, policy, logger });
  const look = async () => {
    for (let at = 0; at < 3; at++) await watch.look();
  };
  const quote = async (question: string) => (await policy.answer(question, { now })).clauses[0]?.quote;
  return { folder, logs, watch, look, quote };
}

describe('a running bot', () => {
  it('answers from a document that was added, edited and taken away, indexing it alone', async () => {
    const { folder, logs, watch, look, quote } = await watched();
    await look();
    expect(logs).toEqual([]);
    const addition = planAddition(folder, ADDED, {});
    writeAddition(folder, addition);
    // Not at the first look: it may still be written to.
    await watch.look();
    expect(logs).toEqual([]);
    await look();
    expect(await quote('新建无人机起降场有奖励吗')).toContain('10万元');
    expect(logs).toMatchObject([{ event: 'knowledge.refreshed', documents: 2, indexed: 1, removed: 0 }]);

    const file = join(folder, addition.policy.path);
    writeFileSync(file, readFileSync(file, 'utf8').replace('10万元', '20万元'));
    await look();
    expect(await quote('新建无人机起降场有奖励吗')).toContain('20万元');
    expect(logs.slice(1)).toMatchObject([{ indexed: 1, removed: 0 }]);

    rmSync(file);
    rmSync(join(folder, addition.applicability.path));
    await look();
    expect(await quote('新建无人机起降场有奖励吗')).toBeUndefined();
    expect(logs.slice(2)).toMatchObject([{ indexed: 0, removed: 1 }]);
  });

  it('keeps the old knowledge where an edit is broken, and says once what to mend', async () => {
    const { folder, logs, look, quote } = await watched();
    const file = join(folder, 'policies/jiangjin-plan-2022.md');
    const whole = readFileSync(file, 'utf8');
    const before = await quote('企业上市有什么奖励');
    expect(before).toBeDefined();
    writeFileSync(file, whole.replace('有效性: 有效', '有效性: 好'));
    await look();
    await look();
    expect(await quote('企业上市有什么奖励')).toBe(before);
    expect(logs).toEqual([
      {
        event: 'knowledge.refused',
        code: 'knowledge.content',
        reason: expect.stringMatching(/jiangjin-plan-2022\.md 第 \d+ 行「有效性」有误/),
      },
    ]);
    writeFileSync(file, whole);
    await look();
    expect(logs.slice(1)).toMatchObject([{ event: 'knowledge.refreshed', indexed: 0, removed: 0 }]);
  });

  it('says once which rules hold only after a restart', async () => {
    const { folder, logs, look } = await watched();
    writeFileSync(join(folder, 'calendar.yaml'), 'changed: 1\n');
    await look();
    expect(logs).toEqual([
      {
        event: 'knowledge.restart-needed',
        file: 'calendar.yaml',
        reason: expect.stringContaining('calendar.yaml 已修改,重启后生效'),
      },
    ]);
  });
});
