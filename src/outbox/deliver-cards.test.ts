import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Database } from '#database/database.ts';
import { runBatch } from '#database/database.ts';
import { createFixedClock } from '#shared/clock.ts';
import { silentLogger } from '#shared/log.ts';
import { noMetrics } from '#shared/metrics.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { createOutbox } from './deliver-outbox.ts';
import { enqueue, messageByFeishuId, messageById, outboxDepth } from './outbox.store.ts';
import { type CardEntities, DeliveryError, type Messenger } from './outbox.types.ts';
import { createSendLimits } from './rate-limit.ts';
import { announce, leaveOutWaiting, waitingId } from './waiting-cards.ts';

/** What becomes of a call: `lost` is done but not answered, `dies` ends the process after it was done. */
type Fate = 'ok' | 'retry' | 'timeout' | 'lost' | 'refused' | 'dies';

/** A platform with messages and card entities. Fates are taken in order, `ok` when there are none left. */
function createPlatform(fates: Fate[] = []) {
  const messages = new Map<string, { text: string; cardId: string | null; recalled: boolean }>();
  const cards = new Map<string, { text: string; sequence: number; growing: boolean }>();
  const byUuid = new Map<string, string>();
  const calls: string[] = [];
  let died = () => {};

  async function call<T>(name: string, work: () => T): Promise<T> {
    calls.push(name);
    const fate = fates.shift() ?? 'ok';
    if (fate === 'retry') throw new DeliveryError('retry', 'http-500');
    if (fate === 'timeout') throw new DeliveryError('unknown', 'timeout');
    // What a person wrote can always be answered with a message: only cards may be refused for good.
    if (fate === 'refused' && name !== 'reply' && name !== 'recall') {
      throw new DeliveryError('permanent', '99991672');
    }
    const result = work();
    if (fate === 'lost') throw new DeliveryError('unknown', 'timeout');
    if (fate !== 'dies') return result;
    died();
    return new Promise<T>(() => {});
  }

  function change(cardId: string, sequence: number) {
    const card = cards.get(cardId);
    if (!card) throw new DeliveryError('permanent', '200740');
    if (sequence <= card.sequence) throw new DeliveryError('permanent', '300317');
    card.sequence = sequence;
    return card;
  }

  const entities: CardEntities = {
    create: (card) =>
      call('create', () => {
        const id = `card_${cards.size}`;
        cards.set(id, { text: String(card.text), sequence: 0, growing: true });
        return id;
      }),
    reference: (cardId) => ({ type: 'interactive', content: { cardId } }),
    grow: (cardId, text, sequence) =>
      call(`grow ${text}`, () => {
        const card = change(cardId, sequence);
        if (!card.growing) throw new DeliveryError('permanent', '300309');
        card.text = text;
      }),
    endGrowing: (cardId, sequence) =>
      call('end', () => {
        change(cardId, sequence).growing = false;
      }),
    replace: (cardId, card, sequence) =>
      call('replace', () => {
        Object.assign(change(cardId, sequence), { text: String(card.text), growing: false });
      }),
    recall: (id) =>
      call('recall', () => {
        const message = messages.get(id);
        if (message) message.recalled = true;
      }),
  };
  const messenger: Messenger = {
    sendToChat: async () => ({ messageId: 'none' }),
    sendToPerson: async () => ({ messageId: 'none' }),
    reply: (_, { content }, { uuid }) =>
      call('reply', () => {
        const known = byUuid.get(uuid);
        if (known) return { messageId: known };
        const messageId = `om_${messages.size}`;
        byUuid.set(uuid, messageId);
        const cardId = typeof content.cardId === 'string' ? content.cardId : null;
        messages.set(messageId, { text: String(content.text), cardId, recalled: false });
        return { messageId };
      }),
    updateCard: async () => {},
    cards: entities,
  };
  return {
    calls,
    messenger,
    cards,
    /** What a person sees, message by message. */
    seen: () =>
      [...messages.values()]
        .filter(({ recalled }) => !recalled)
        .map(({ text, cardId }) => (cardId === null ? text : (cards.get(cardId)?.text ?? ''))),
    onDeath: (told: () => void) => {
      died = told;
    },
  };
}

const QUESTION = 'om_question';
const ID = waitingId(QUESTION);
const target = { type: 'reply', messageId: QUESTION, chatId: 'a', inThread: false } as const;
const card = (text: string, more: object = {}) => ({ kind: 'test', v: 1, data: { text, ...more } });

function openWorld(fates: Fate[] = []) {
  const clock = createFixedClock('2026-11-24T10:00:00+08:00');
  const platform = createPlatform(fates);
  const open = (db: Database, messenger: Messenger = platform.messenger) =>
    createOutbox({
      ...{ db, clock, messenger, logger: silentLogger, metrics: noMetrics },
      limits: createSendLimits({ app: 1_000, chat: 1_000 }),
      pause: async () => {},
      render: async ({ payload }) => {
        const { text, waits, growth } = payload.data as { text: string; waits?: true; growth?: string[] };
        return {
          type: 'interactive',
          content: { text },
          ...(waits ? { waits } : {}),
          ...(growth ? { growth } : {}),
        };
      },
    });
  const ask = (db: Database) =>
    runBatch(
      db,
      announce(
        db,
        {
          ...{ id: ID, target, payload: card('正在查阅', { waits: true }), late: card('用时较长') },
          lateAt: new Date(clock.now().getTime() + 120_000),
        },
        clock.now(),
      ),
    );
  const answer = (db: Database) =>
    runBatch(db, [
      leaveOutWaiting(db, ID),
      enqueue(
        db,
        {
          target: { ...target, replaces: ID },
          payload: card('答复全文', { growth: ['一。', '一。二。'] }),
          subject: 'answer:1',
        },
        clock.now(),
        'answer',
      ),
    ]);
  return { clock, platform, open, ask, answer };
}

describe('an answer and its waiting card', () => {
  it('the answer grows in the card, becomes it, and is its message from then on', async () => {
    const { platform, open, ask, answer } = openWorld();
    const db = await temporaryDatabase();
    const outbox = open(db);
    await ask(db);
    await outbox.idle();
    expect(platform.seen()).toEqual(['正在查阅']);
    await answer(db);
    await outbox.idle();
    expect(platform.calls).toEqual(['create', 'reply', 'grow 一。', 'grow 一。二。', 'end', 'replace']);
    expect(platform.seen()).toEqual(['答复全文']);
    expect((await messageByFeishuId(db, 'om_0'))?.id).toBe('answer');
    expect(await messageById(db, 'answer')).toMatchObject({ state: 'sent', cardId: 'card_0' });
    expect(await outboxDepth(db)).toEqual({ pending: 0, failed: 0 });
  });

  it('asking twice, as after a crash, shows one card', async () => {
    const { platform, open, ask } = openWorld();
    const db = await temporaryDatabase();
    await ask(db);
    await open(db).idle();
    await ask(db);
    await open(db).idle();
    expect(platform.seen()).toEqual(['正在查阅']);
  });

  it('an answer that is quicker is one message', async () => {
    const { platform, open, ask, answer } = openWorld();
    const db = await temporaryDatabase();
    await ask(db);
    await answer(db);
    await open(db).idle();
    expect(platform.calls).toEqual(['reply']);
    expect(platform.seen()).toEqual(['答复全文']);
  });

  it('an answer that comes while the card is being made is one message', async () => {
    const { platform, open, ask, answer } = openWorld();
    const db = await temporaryDatabase();
    await ask(db);
    const entities = platform.messenger.cards as CardEntities;
    const slow: CardEntities = {
      ...entities,
      create: async (value) => {
        await answer(db);
        return entities.create(value);
      },
    };
    const outbox = open(db, { ...platform.messenger, cards: slow });
    await outbox.idle();
    await outbox.idle();
    expect(platform.calls).toEqual(['create', 'reply']);
    expect(platform.seen()).toEqual(['答复全文']);
  });

  it('a platform that refuses card entities is not asked again for ten minutes', async () => {
    const { clock, platform, open, ask, answer } = openWorld(['refused']);
    const db = await temporaryDatabase();
    const outbox = open(db);
    await ask(db);
    await outbox.idle();
    await answer(db);
    await outbox.idle();
    expect(platform.seen()).toEqual(['答复全文']);
    const other = { ...{ id: 'w-2', target, payload: card('正在查阅', { waits: true }) }, late: card('') };
    await runBatch(db, announce(db, { ...other, lateAt: clock.now() }, clock.now()));
    await outbox.idle();
    expect(platform.calls.filter((name) => name === 'create')).toHaveLength(1);
    clock.advance(10 * 60_000);
    await runBatch(db, announce(db, { ...other, id: 'w-3', lateAt: clock.now() }, clock.now()));
    await outbox.idle();
    expect(platform.calls.filter((name) => name === 'create')).toHaveLength(2);
    expect(await outboxDepth(db)).toMatchObject({ failed: 0 });
  });

  it('a card that nothing takes the place of says that it takes long; an answer still may', async () => {
    const { clock, platform, open, ask, answer } = openWorld();
    const db = await temporaryDatabase();
    const outbox = open(db);
    await ask(db);
    await outbox.idle();
    clock.advance(120_000);
    await outbox.idle();
    expect(platform.seen()).toEqual(['用时较长']);
    await answer(db);
    await outbox.idle();
    expect(platform.seen()).toEqual(['答复全文']);
  });

  it('whatever fails, and whenever the process dies, one whole answer stands there and nothing beside it', async () => {
    const fate = fc.constantFrom<Fate>('ok', 'ok', 'retry', 'timeout', 'lost', 'refused', 'dies');
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { maxLength: 14 }), fc.boolean(), async (fates, early) => {
        const { clock, platform, open, ask, answer } = openWorld([...fates]);
        const db = await temporaryDatabase();
        const settle = async () => {
          for (let round = 0; round < 40; round++) {
            const outbox = open(db);
            await Promise.race([outbox.idle(), new Promise<void>(platform.onDeath)]);
            const { pending } = await outboxDepth(db);
            if (pending === 0) return;
            clock.advance(61_000);
          }
          throw new Error('it never came to an end');
        };
        await ask(db);
        if (early) await settle();
        await answer(db);
        await settle();
        expect(platform.seen()).toEqual(['答复全文']);
      }),
      { numRuns: 60 },
    );
  }, 30_000);
});
