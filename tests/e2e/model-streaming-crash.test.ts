import { describe, expect, it } from 'vitest';
import type { PlatformRequest } from '#sandbox/faults.ts';
import type { Message } from '#sandbox/sandbox.types.ts';
import type { Play } from '#tests/builders/openai-server.ts';
import {
  isStep,
  LEAD,
  openStreamingWorld,
  READING,
  STEPS,
  type Step,
  until,
} from './model-streaming-world.ts';
import { submit } from './model-world.ts';

const QUESTION = '专精特新企业有哪些贷款支持政策?';
const GOOD = submit({ lead: LEAD, clauses: ['13'] });

const MOMENTS = (Object.keys(STEPS) as Step[]).flatMap((step) =>
  (['before', 'after'] as const).map((when) => [step, when] as const),
);

describe('kill -9 while an answer comes into its card', () => {
  it('at any step, done or not: one whole answer after the restart', { timeout: 400_000 }, async () => {
    const world = await openStreamingWorld(() => GOOD);
    const questions: Message[] = [];
    let product = await world.start();
    for (const [step, when] of MOMENTS) {
      let reached = false;
      const match = (request: PlatformRequest) => {
        reached ||= isStep(step, request);
        return isStep(step, request);
      };
      world.sandbox.faults.next({ match, when, hang: true });
      const question = world.ask(QUESTION);
      questions.push(question);
      await until(() => reached);
      await product.kill();
      product = await world.start();
      await world.answered(question);
      expect(world.answerOf(question), `${step}, ${when}`).toContain('量身定制金融服务方案');
    }
    // What is in hand is finished before the process ends: nothing more comes.
    expect(await product.stop()).toBe(0);
    for (const question of questions) expect(world.answerOf(question)).not.toContain(READING);
  });

  it('while the model thinks: the card that stands there is filled after the restart', async () => {
    const plays: (Play | Promise<Play>)[] = [new Promise<Play>(() => {})];
    const world = await openStreamingWorld(() => plays.shift() ?? GOOD);
    const first = await world.start();
    const question = world.ask(QUESTION);
    await until(() => world.model.chats.length === 1 && world.replies(question).length === 1);
    const [waiting] = world.replies(question);
    await first.kill();
    const second = await world.start();
    await world.answered(question);
    expect(await second.stop()).toBe(0);
    world.answerOf(question);
    expect(world.replies(question).map(({ messageId }) => messageId)).toEqual([waiting?.messageId]);
    expect(world.model.chats).toHaveLength(2);
  });
});
