/**
 * Full-width letters, digits and punctuation as half-width ones and radicals as characters, character for character, so
 * that offsets stay. Texts mix both; every pattern of ours is written for the half-width form.
 */
export function foldWidth(text: string): string {
  return foldRadicals(text)
    .replace(/[\uFF01-\uFF5E]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ');
}

/**
 * Where Unicode's compatibility forms give none, or the traditional form of a character: pairs of radical and character,
 * after Unicode's EquivalentUnifiedIdeograph.txt.
 */
const PAIRS =
  '⺁厂⺄乙⺈刀⺌小⺍小⺎兀⺒巳⺓幺⺗心⺜日⺝月⺟母⺠民⺧牛⺩王⺫目⺬示⺶羊⺼肉⻁虎⻄西⻅见⻆角⻉贝⻋车⻏邑⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙⻳龟⼾户⾭青⿈黄';
const CHARACTERS = new Map<string, string>();
for (let at = 0; at < PAIRS.length; at += 2) CHARACTERS.set(PAIRS.charAt(at), PAIRS.charAt(at + 1));

/** Radicals and compatibility ideographs as the characters they look like: PDF files hold `⼀` and `⻔` for 一 and 门. */
export function foldRadicals(text: string): string {
  return text.replace(/[\u2E80-\u2FD5\uF900-\uFAD9]/g, (found) => {
    const character = CHARACTERS.get(found) ?? found.normalize('NFKC');
    return character.length === 1 ? character : found;
  });
}
