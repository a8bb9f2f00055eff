/** Changes whenever the same text would be cut otherwise: indexes built by another cut are built anew. */
export const TOKEN_VERSION = 2;

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

/** Words of asking, not of what is asked about. */
const ASKING = new Set(
  (
    '的 了 是 吗 呢 吧 啊 和 与 及 或 在 有 我 你 您 他 她 们 我们 你们 这 那 个 一 要 想 给 里 请 问 请问 怎么 怎样 如何 什么 么 ' +
    '哪 哪些 哪里 多少 几 能 可以 可 以 不 没 没有 为 什 为什么 该 应该 应 被 把 对 于 对于 关于 就 都 也 还 又 很 到 从 由 之 ' +
    '其 等 怎 样 办 怎么办 何 些 多 少 知道 想知道 帮 忙 告诉 介绍 一下 下 说'
  ).split(' '),
);

/** The tokens of a question with their weights: a word said twice counts somewhat more, words of asking do not count. */
export function questionTokens(question: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const token of tokenize(question)) counts.set(token, (counts.get(token) ?? 0) + 1);
  const telling = [...counts].filter(([token]) => !ASKING.has(token));
  const kept = telling.length > 0 ? telling : [...counts];
  return new Map(kept.map(([token, count]) => [token, Math.sqrt(count)]));
}

/** Words that speak about the document or the matter in general. */
const TALKING =
  /^(?:涉及|有关|相关|内容|条款|条文|事情|东西|情况|方面|地方|时候|这种|那种|这样|那样|一点|一些|有点|是否|到底|究竟|具体|直接|关于|还有|还是|以及|大家|自己|现在|目前|今年|明年|去年|以后|之后|以前|之前|申请|申报|享受|拿到|得到|获得)$/;

/** The dictionary words of a question that may name its subject: of two characters or more, none of asking. */
export function contentWords(normalised: string): string[] {
  const words = [...segmenter.segment(normalised)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
  return words.filter(
    (word) => /^\p{Script=Han}{2,}$/u.test(word) && !ASKING.has(word) && !TALKING.test(word),
  );
}
