import { readNumber } from './understanding.text.ts';

/** An amount that a text names. `unit` is in its usual form: 亩, 人, 千伏安, 度, 万元, 平方米…; `text` as written. */
export interface Amount {
  value: number;
  unit: string;
  text: string;
}

const FULL_NUMBER = /(?<![a-z0-9])t?\s?(20\d{6})-?(\d{3,4})(?!\d)/g;
/** Numbers of another make, as other districts and older ledgers use them: `QX-2025-0042`. */
const OTHER_NUMBER = /(?<![a-z0-9])([a-z]{1,4}-?20\d{2}[\d-]{3,10}\d)(?![a-z0-9])/g;
const LOOSE_NUMBER =
  /(?:单号|工单号?|单子|编号|诉求单?号?|no\.?|#)\s*:?\s*#?(\d{2,4})(?!\d)|(?<![\d.第年月])(\d{2,4})\s*号(?!楼|厂房|门|车间|地块|公路|线|文|前|到|之前|下午|上午|截止|才|就)/g;

/**
 * The ticket numbers in a folded text: `T20261124-0007` in full, else the day's sequence alone, `0089`,
 * which the reader completes from the sender's own tickets.
 */
export function findTicketNumbers(folded: string): string[] {
  const found: string[] = [];
  const others = folded.replace(FULL_NUMBER, (whole: string, day: string, sequence: string) => {
    found.push(`T${day}-${sequence.padStart(4, '0')}`);
    return ' '.repeat(whole.length);
  });
  const rest = others.replace(OTHER_NUMBER, (whole: string) => {
    found.push(whole.toUpperCase());
    return ' '.repeat(whole.length);
  });
  for (const match of rest.matchAll(LOOSE_NUMBER)) {
    const digits = match[1] ?? match[2] ?? '';
    found.push(digits.padStart(4, '0'));
  }
  return [...new Set(found)].slice(0, 20);
}

/** Which item of the last answer is meant: `第二条`, `第3个`; undefined where none is named. */
export function findOrdinal(folded: string): number | undefined {
  const match = /第\s*([0-9]{1,3}|[一二两三四五六七八九十]{1,3})\s*(?:条|个|项|点|款|张|件)/.exec(folded);
  return match?.[1] === undefined ? undefined : readNumber(match[1]);
}

const UNITS: [RegExp, string, number][] = [
  [/^(?:万千瓦时|万度)/, '度', 1e4],
  [/^(?:千瓦时|度电?(?!假))/, '度', 1],
  [/^(?:亿元|亿块)/, '万元', 1e4],
  [/^(?:万元|万块钱?|万人民币)/, '万元', 1],
  [/^(?:元|块钱?)(?!地)/, '元', 1],
  [/^(?:平方米|平米|平方|平|㎡|m2|方(?=左右|的|,|。|$|厂|仓|标))/, '平方米', 1],
  [/^亩/, '亩', 1],
  [/^(?:千伏安|kva)/, '千伏安', 1],
  [/^(?:千伏|kv)(?!a)/, '千伏', 1],
  [/^(?:兆瓦|mw)/, '千瓦', 1000],
  [/^(?:千瓦|kw)(?!h)/, '千瓦', 1],
  [/^(?:立方米|立方|方气|方水|m3)/, '立方米', 1],
  [/^(?:公斤|kg)/, '吨', 0.001],
  [/^吨/, '吨', 1],
  [/^(?:号人|个人(?!所得)|名|人(?!民|才|工))/, '人', 1],
  [/^(?:个|位)?(?:普工|焊工|电工|工人|员工|职工|工程师|师傅|技工|钳工)/, '人', 1],
];
const NUMBER =
  /(?<![\d.a-z第])(\d{1,9}(?:\.\d{1,4})?|[一二三四五六七八九十两百千]{1,6})(万|千|百|亿)?(多|余|来|几)?/g;

/** The amounts that matter to a handler: land, people, power, money, area; at most 20. */
export function findAmounts(folded: string, original: string): Amount[] {
  const found: Amount[] = [];
  for (const match of folded.matchAll(NUMBER)) {
    if (found.length >= 20) break;
    const scale = match[2] ?? '';
    const bare = match.index + (match[0].length - (match[3]?.length ?? 0));
    const amount = readAmount(folded, match.index, bare, match[1] ?? '', scale, match[3] ?? '');
    if (amount) found.push({ ...amount, text: original.slice(match.index, amount.end) });
  }
  return found.map(({ value, unit, text }) => ({ value, unit, text }));
}

function readAmount(
  folded: string,
  start: number,
  bare: number,
  digits: string,
  scale: string,
  about: string,
) {
  const value = readNumber(digits);
  if (value === undefined) return undefined;
  const after = bare + about.length;
  const big = { 万: 1e4, 千: 1e3, 百: 100, 亿: 1e8 }[scale] ?? 1;
  // 万 and 亿 may belong to the unit: try with them first.
  const joined = scale + folded.slice(after, after + 8);
  for (const [pattern, unit, factor] of UNITS) {
    const whole = scale ? pattern.exec(joined)?.[0] : undefined;
    if (whole && whole.length > scale.length) {
      return { value: round(value * factor), unit, end: after + whole.length - scale.length };
    }
  }
  for (const [pattern, unit, factor] of UNITS) {
    const plain = pattern.exec(folded.slice(after, after + 8))?.[0];
    if (plain) return { value: round(value * big * factor), unit, end: after + plain.length };
  }
  const money =
    scale === '万' && /(?:贷|款|资金|流贷|钱|补|奖|货)/.test(folded.slice(Math.max(0, start - 6), after + 6));
  return money ? { value, unit: '万元', end: after } : undefined;
}

const round = (value: number) => Math.round(value * 1e4) / 1e4;

const PLACE =
  /(?:德感|珞璜|双福|白沙|夏坝|几江|圣泉|鼎山|支坪|油溪|吴滩|石门|朱杨|石蟆|永兴|塘河|慈云|先锋|李市|嘉平|蔡家|柏林|四面山|四屏|中山|贾嗣|杜市|西湖|广兴|龙华)(?:工业园|园区|组团|街道|镇|片区|这边)?/;

/** A park, street or town of the district that the text names. */
export function findPlace(folded: string): string | undefined {
  return PLACE.exec(folded)?.[0].replace(/这边$/, '');
}
