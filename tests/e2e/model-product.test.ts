import { describe, expect, it } from 'vitest';
import { ask, LEAD, openModelProduct, replies, until } from './model-product-world.ts';
import { submit } from './model-world.ts';

describe('the product with a model', () => {
  it('shows the sentence over the clauses, and what the model makes up never', async () => {
    const { platform, start } = await openModelProduct((call) =>
      submit({ lead: call === 1 ? LEAD : `由区发改委负责,${LEAD}最高500万元。`, clauses: ['13'] }),
    );
    const product = await start();
    await ask(product, 'good');
    await until(() => replies(platform, 'good').length === 1);
    await ask(product, 'bad');
    await until(() => replies(platform, 'bad').length === 1);
    expect(await product.stop()).toBe(0);
    const [good, bad] = [replies(platform, 'good')[0]?.content, replies(platform, 'bad')[0]?.content];
    expect(good).toContain('量身定制金融服务方案,并推广');
    expect(bad).toContain('专精特新贷');
    expect(bad).not.toMatch(/发改委|500/);
    expect(product.log()).toContain('unsupported-number');
    expect(product.log()).not.toMatch(/sk-secret|贷款|银行/);
  });
});
