import { describe, expect, it, onTestFinished } from 'vitest';
import { loadPrompt } from '#adapters/langchain/load-prompt.ts';
import { createTextModel } from '#adapters/langchain/text-model.ts';
import { createFixedClock } from '#shared/clock.ts';
import type { LogFields, Logger } from '#shared/log.ts';
import { narrateByRules } from '#summaries/summaries.narrative.ts';
import { createModelNarrator, NARRATIVE_INPUTS } from '#summaries/summaries.narrator.ts';
import { type Play, startOpenAiServer } from '#tests/builders/openai-server.ts';
import { busyWeek } from '#tests/builders/summary.ts';

const VERSION = 'model:test-model prompt:summary-narrative-v1';

async function openNarrator(play: Play, timeoutMs = 5_000) {
  const server = await startOpenAiServer({ chat: () => play });
  onTestFinished(() => server.close());
  const logs: string[] = [];
  const keep = (event: string, fields: LogFields = {}) =>
    void logs.push(JSON.stringify({ event, ...fields }));
  const logger: Logger = { debug: keep, info: keep, warn: keep, error: keep };
  const clock = createFixedClock('2026-11-23T09:00:00+08:00');
  const model = createTextModel(
    { baseUrl: server.url, apiKey: 'sk-test', model: 'test-model' },
    loadPrompt('summary-narrative', NARRATIVE_INPUTS),
  );
  return { narrate: createModelNarrator({ model, logger, clock, timeoutMs }), server, logs, clock };
}

describe('a narrative by a model', () => {
  const rules = narrateByRules(busyWeek());

  it('is used where every number is a figure; the sentence stays the rules’', async () => {
    const text = '用能类诉求上升最多,新增7件,较上周增加5件。区金融发展服务中心期末超期由1件降至0件。';
    const { narrate, server } = await openNarrator({ text: `<think>看看</think>\n${text}` });
    expect(await narrate(busyWeek())).toEqual({ sentence: rules.sentence, points: [text], version: VERSION });
    const asked = JSON.stringify(server.chats[0]?.messages);
    expect(asked).toContain('2026年第47周');
    expect(asked).not.toContain('重庆玺石绿色建材有限公司');
    expect(asked).not.toContain('厂房屋顶光伏');
  });

  it.each<[string, Play, string]>([
    ['invents a number', { text: '用能类新增 9 件,上升最多。' }, 'model.unsupported-number'],
    ['writes markup', { text: '**用能**新增 7 件。[详情](https://example.com)' }, 'model.malformed'],
    ['writes nothing', { text: '' }, 'model.malformed'],
    ['writes no report', { text: 'Sorry, I cannot help.' }, 'model.malformed'],
    ['says what no figure shows', { text: '企业普遍满意,形势向好。' }, 'model.malformed'],
    ['breaks off', 'hang-up', 'model.unreachable'],
    ['is refused', { status: 401 }, 'model.status-401'],
  ])('gives way to the rules where it %s', async (_, play, code) => {
    const { narrate, logs } = await openNarrator(play);
    expect(await narrate(busyWeek())).toEqual({ ...rules, version: `rules (${VERSION} ${code})` });
    expect(logs.join()).not.toContain('sk-test');
  });

  it('gives way to the rules where it is slow, and is left alone for a minute', async () => {
    const { narrate, server, clock } = await openNarrator('silence', 150);
    expect((await narrate(busyWeek())).version).toBe(`rules (${VERSION} model.late)`);
    expect((await narrate(busyWeek())).version).toBe(`rules (${VERSION} busy)`);
    expect(server.chats.length).toBe(1);
    clock.advance(61_000);
    await narrate(busyWeek());
    expect(server.chats.length).toBe(2);
  });
});
