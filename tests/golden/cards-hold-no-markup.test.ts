import fc from 'fast-check';
import { expect, it } from 'vitest';
import { renderPayload } from '#feishu/cards/render-payload.ts';
import { samples } from './card-samples.ts';

/** Keys whose values are codes and ids of our own, not words of people or documents. */
const CODES = new Set(['state', 'code', 'kind', 'style', 'urgency', 'tone', 'name', 'value', 'mentions', 'roles', 'form', 'color', 'url']);
const IDS = new Set(['answerId', 'draftId', 'ticketId']);

/** The same data with every word replaced. */
function withWords(data: unknown, words: string, key = ''): unknown {
  if (Array.isArray(data)) return data.map((item) => withWords(item, words, key));
  if (typeof data === 'object' && data !== null) {
    return Object.fromEntries(Object.entries(data).map(([k, value]) => [k, withWords(value, words, k)]));
  }
  return typeof data === 'string' && !CODES.has(key) && !IDS.has(key) ? words : data;
}

function markdowns(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(markdowns);
  if (typeof value !== 'object' || value === null) return [];
  const record = value as Record<string, unknown>;
  const own = record.tag === 'markdown' || record.tag === 'lark_md' ? [String(record.content)] : [];
  return [...own, ...Object.values(record).flatMap(markdowns)];
}

const hostile = fc
  .array(
    fc.constantFrom('<at id=all></at>', '<font color=red>', '[点我](https://a.cn)', '![x](img)', '**', '~~', '`'),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => `企业${parts.join('\n')}`);

it('whatever people write, no card mentions everybody, links anywhere or takes on their markup', () => {
  fc.assert(
    fc.property(hostile, fc.constantFrom(...Object.entries(samples)), (words, [name, payload]) => {
      const { content } = renderPayload({ ...payload, data: withWords(payload.data, words) });
      for (const shown of markdowns(content)) {
        const ours = shown
          .replace(/\*\*[^*\n]+\*\*/g, '')
          .replace(/<font color='red'>[^<]*<\/font>/g, '')
          .replace(/<at id=ou_\w+><\/at>/g, '');
        expect(ours, name).not.toMatch(/[<>*`~[\]]/);
      }
    }),
    { numRuns: 500 },
  );
});
