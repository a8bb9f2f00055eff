/** Changes whenever the same text would be cut otherwise: indexes built by another cut are built anew. */
export const TOKEN_VERSION = 1;

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
const HAN_RUN = /\p{Script=Han}+/gu;

/** One form for what means the same: full-width as half-width, capitals as small letters. */
export function normaliseText(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/**
 * Cuts a text for full-text search: dictionary words, single characters and pairs of Chinese characters. A pair that is
 * a word comes twice and so weighs more. The same on Node and on Workers.
 */
export function tokenize(text: string): string[] {
  const plain = normaliseText(text);
  const tokens: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(plain)) {
    if (isWordLike) tokens.push(segment);
  }
  for (const run of plain.match(HAN_RUN) ?? []) {
    const characters = [...run];
    tokens.push(...characters);
    for (let i = 0; i + 1 < characters.length; i++) tokens.push(`${characters[i]}${characters[i + 1]}`);
  }
  return tokens;
}
