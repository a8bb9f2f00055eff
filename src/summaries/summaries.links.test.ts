import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLink, signLink } from './summaries.links.ts';

const SECRET = 'app-secret';
const PATH = '/exports/summaries/2026-W47.docx';
const UNTIL = new Date('2026-12-07T09:00:00+08:00');
const BEFORE = new Date(UNTIL.getTime() - 1000);

async function queryOf(path = PATH, secret = SECRET) {
  const url = new URL(await signLink(secret, path, UNTIL), 'https://example.com');
  return { until: url.searchParams.get('until') ?? '', sig: url.searchParams.get('sig') ?? '' };
}

describe('links that expire', () => {
  it('work until their time, and not from it on', async () => {
    const query = await queryOf();
    expect(await checkLink(SECRET, PATH, query, BEFORE)).toBe('good');
    expect(await checkLink(SECRET, PATH, query, UNTIL)).toBe('expired');
  });

  it('work for nothing else than what was signed', async () => {
    const query = await queryOf();
    expect(await checkLink(SECRET, PATH.replace('W47', 'W46'), query, BEFORE)).toBe('altered');
    expect(await checkLink(SECRET, PATH, { ...query, until: `${Number(query.until) + 1}` }, BEFORE)).toBe(
      'altered',
    );
    expect(await checkLink('another', PATH, query, BEFORE)).toBe('altered');
    expect(await checkLink(SECRET, PATH, {}, BEFORE)).toBe('altered');
  });

  it('refuse every other signature', () =>
    fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (until, sig) => {
        expect(await checkLink(SECRET, PATH, { until, sig }, BEFORE)).toBe('altered');
      }),
      { numRuns: 50 },
    ));
});
