import { expect, it } from 'vitest';
import { ask, chats, LEAD, openModelProduct, replies, until } from './model-product-world.ts';
import { submit } from './model-world.ts';

it('a product with a model answers once where it was killed while the model was thinking', async () => {
  const { platform, model, start } = await openModelProduct((call) =>
    call === 1 ? 'silence' : submit({ lead: LEAD, clauses: ['13'] }),
  );
  const first = await start();
  await ask(first, 'killed');
  await until(() => chats(model) === 1);
  await first.kill();
  const second = await start();
  await until(() => replies(platform, 'killed').length === 1);
  await ask(second, 'killed');
  expect(await second.stop()).toBe(0);
  expect(replies(platform, 'killed')).toHaveLength(1);
});
