import { describe, expect, it } from 'vitest';
import type { PressOutcome } from '#sandbox/card-press.ts';
import type { Fault } from '#sandbox/faults.ts';
import type { Play } from '#tests/builders/openai-server.ts';
import {
  comparable,
  isStep,
  isWhole,
  LEAD,
  openStreamingWorld,
  QUESTION,
  READING,
  STEPS,
  settled,
  until,
} from './model-streaming-world.ts';
import { submit } from './model-world.ts';

const GOOD = submit({ lead: LEAD, clauses: ['13'] });

/** What a model does, by a word in the question. */
const MODELS: Record<string, Play> = {
  失联: 'hang-up',
  限流: { status: 429, retryAfter: 0 },
  // Three failures in a row would send the model to rest.
  编造: submit({ lead: `由区发改委负责,${LEAD}最高500万元。`, clauses: ['13'] }),
  缓慢: 'silence',
  可信: GOOD,
};

/** What CardKit does: refusals hold for every call of the step. */
const CARDKITS: Record<string, Fault[]> = {
  works: [],
  'is broken': [{ match: STEPS.create, times: 99, status: 500 }],
  'breaks off while the card grows': [{ match: STEPS.grow, times: 99, status: 500 }],
  'limits the rate': [{ match: STEPS.grow, times: 99, status: 429, code: 99991400 }],
  'does not end the growing': [{ match: STEPS.end, times: 99, status: 400, code: 200810 }],
  'refuses the whole card': [{ match: STEPS.replace, times: 99, status: 400, code: 300311 }],
  // Comes last: it is not asked again for a while.
  'refuses without the scope': [{ match: STEPS.create, times: 99, status: 400, code: 99991672 }],
};
const NEVER_SHOWN = new Set(['is broken', 'refuses without the scope']);

/** Where a button stands in a card. */
function buttonIn({ content }: { content: string }, action: string): string | undefined {
  const rows: { columns?: { elements: unknown[] }[] }[] = JSON.parse(content).body.elements;
  for (const [row, { columns = [] }] of rows.entries()) {
    const column = columns.findIndex(({ elements }) => JSON.stringify(elements).includes(action));
    if (column >= 0) return `body.elements.${row}.columns.${column}.elements.0`;
  }
  return undefined;
}

function playerOf(question: string): Play {
  const word = Object.keys(MODELS).find((name) => question.includes(`${name}的`));
  return MODELS[word ?? ''] ?? GOOD;
}

describe('an answer with a model', () => {
  it('is one whole, checked answer, whatever the model and CardKit do', { timeout: 300_000 }, async () => {
    const world = await openStreamingWorld(playerOf);
    const product = await world.start();
    for (const [cardkit, faults] of Object.entries(CARDKITS)) {
      for (const fault of faults) world.sandbox.faults.next(fault);
      const before = world.shown.length;
      const questions = Object.keys(MODELS).map((model) => ({
        model,
        question: world.ask(`请用${model}的渠道告诉我:${QUESTION}`),
      }));
      for (const { model, question } of questions) {
        await world.answered(question);
        const answer = world.answerOf(question);
        expect(answer, `${model}, CardKit ${cardkit}`).toContain('专精特新贷');
        expect(answer.includes('量身定制金融服务方案。可推广'), `${model}, CardKit ${cardkit}`).toBe(
          model === '可信',
        );
      }
      const waited = world.shown.slice(before).some((content) => content.includes(READING));
      expect(waited, cardkit).toBe(!NEVER_SHOWN.has(cardkit));
      world.sandbox.faults.clear();
    }
    expect(await product.stop()).toBe(0);
    expect(world.shown.join('\n')).not.toMatch(/发改委|500万/);
  });

  it('stands in the waiting card as it would stand alone', async () => {
    const world = await openStreamingWorld(() => GOOD);
    await world.start();
    const grown = world.ask(QUESTION);
    await world.answered(grown);
    world.sandbox.faults.next({ match: STEPS.create, status: 500 });
    const sent = world.ask(QUESTION);
    await world.answered(sent);
    expect(comparable(world.answerOf(grown))).toEqual(comparable(world.answerOf(sent)));
  });

  it('is announced while the model thinks, then grows a checked sentence and a clause at a time', async () => {
    let think = (_: Play) => {};
    const world = await openStreamingWorld(() => new Promise<Play>((resolve) => (think = resolve)));
    await world.start();
    const question = world.ask(QUESTION);
    await until(() => world.model.chats.length === 1 && world.replies(question).length === 1);
    expect(world.shown).toHaveLength(1);
    expect(world.shown[0]).toContain(READING);
    think(GOOD);
    await world.answered(question);
    const growth = world.shown
      .map((content) => JSON.parse(content))
      .filter((card) => card.config.streaming_mode)
      .map((card): string => card.body.elements[0].content);
    const [waiting, first = '', second = '', third = ''] = growth;
    expect(waiting).toContain(READING);
    expect(first).toBe('商业银行可为“专精特新”企业量身定制金融服务方案。');
    expect(second).toBe(LEAD);
    expect(third.startsWith(LEAD)).toBe(true);
    expect(third).toContain('二(三)第13条');
    expect(growth).toHaveLength(4);
  });

  it('has buttons that work: a press is answered and kept, and the card is drawn anew', async () => {
    const world = await openStreamingWorld(() => GOOD);
    const product = await world.start();
    const question = world.ask(QUESTION);
    await world.answered(question);
    await settled(product.port);
    const [message] = world.replies(question);
    if (!message) throw new Error('no answer');
    let drawn = 0;
    const isDrawn = {
      match: (request: Parameters<typeof isStep>[1]) => isStep('replace', request) && ++drawn < 0,
    };
    world.sandbox.faults.next(isDrawn);
    const outcome = await world.sandbox.people.press({
      openId: 'ou_contact',
      messageId: message.messageId,
      path: buttonIn(message, 'feedback.helpful') ?? '',
    });
    expect(outcome.problem, product.log()).toBeNull();
    await until(() => drawn > 0);
    expect(await product.stop()).toBe(0);
    expect(world.replies(question)[0]?.content).toContain('已记录:对您有帮助');
  });

  it('can be pressed in the moment in which it comes', async () => {
    const world = await openStreamingWorld(() => GOOD);
    await world.start();
    const pressed = new Promise<PressOutcome>((resolve) => {
      world.sandbox.store.subscribe((change) => {
        if (change.type !== 'message' || !isWhole(change.message)) return;
        const path = buttonIn(change.message, 'feedback.helpful');
        const { messageId } = change.message;
        if (path) resolve(world.sandbox.people.press({ openId: 'ou_contact', messageId, path }));
      });
    });
    const question = world.ask(QUESTION);
    expect(await pressed).toMatchObject({ problem: null, toast: { type: 'success' } });
    world.answerOf(question);
  });

  it('without a model is one message, and CardKit is not asked', async () => {
    const world = await openStreamingWorld(() => GOOD);
    let asked = 0;
    world.sandbox.faults.next({ match: ({ path }) => path.includes('/cardkit/') && ++asked < 0 });
    await world.start({ LLM_BASE_URL: '', LLM_MODEL: '' });
    const question = world.ask(QUESTION);
    await world.answered(question);
    world.answerOf(question);
    expect(world.shown).toHaveLength(1);
    expect([asked, world.model.chats.length]).toEqual([0, 0]);
  });
});
