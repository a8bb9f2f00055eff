/**
 * Numbers in a sentence, in one form whatever they are written in: `五十万元`, `50 万元`, `伍拾万元` and `500,000元` are
 * the same quantity. Used to hold a model's sentence against the clauses it cites.
 */

const DIGITS = '零一二三四五六七八九';
/** Numerals of invoices and of speech, in the order of their plain forms. */
const FORMAL = '〇壹贰叁肆伍陆柒捌玖两拾佰仟萬億';
const PLAIN = '零一二三四五六七八九二十百千万亿';
const SCALE: Record<string, number> = { 亿: 1e8, 万: 1e4, 千: 1000, 百: 100, 十: 10 };
/** From the largest: a number is what stands before its largest unit, times that, and what stands behind. */
const UNITS = Object.keys(SCALE);

/** Stands for a numeral that counts nothing, so that it is not read as one. */
const NOT_COUNTING = '\ue000';
/** Words in which a numeral counts nothing. */
const NO_NUMBER =
  /(?<![〇零一二两三四五六七八九十百千万亿\d])(?:进一步|一定|统一|一般|一起|一体|唯一|一些|一并|一律|一旦|一方面|一系列|一批|一样|一直|一致|一切|之一|单一|同一|逐一|千方百计|一[个种项类](?!月|工作日|小时|百分点|季度|星期|周|年))/g;

export interface Quantity {
  value: string;
  /** The sign or character that follows; `个月`, `个工` for compound ones; empty where none follows. */
  unit: string;
  /** The number with the characters beside it. */
  literal: string;
  /** Pairs of characters before and behind it: what it is said of. */
  around: ReadonlySet<string>;
}

/** One form: half-width, no spaces or thousands' commas, numerals as Arabic digits, dates as `2022年7月5日`, one dash. */
export function canonical(text: string): string {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, '')
    .replace(/[—–~]+/g, '-')
    .replace(/(\d),(?=\d{3}(?!\d))/g, '$1')
    .replace(/(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/g, '$1年$2月$3日')
    .replace(NO_NUMBER, (word) => word.replace(/[一千百]/g, NOT_COUNTING));
  return plain
    .replace(/百分之([\d.点〇零一二两三四五六七八九十百]+)/g, '$1%')
    .replace(
      /[〇壹贰叁肆伍陆柒捌玖两拾佰仟萬億]/g,
      (character) => PLAIN[FORMAL.indexOf(character)] ?? character,
    )
    .replace(
      /\d+(?:\.\d+)?[十百千万亿]*|[零一二三四五六七八九十百千万亿]+(?:点[零一二三四五六七八九]+[十百千万亿]*)?/g,
      readNumber,
    );
}

const QUANTITY = /(\d+(?:\.\d+)?)(个[\p{Script=Han}]|[\p{Script=Han}%‰])?/gu;

/** All numbers of a canonical text. */
export function quantitiesOf(text: string): Quantity[] {
  return [...text.matchAll(QUANTITY)].map((match) => {
    const [whole, value = '', unit = ''] = match;
    const before = /[^\d。;|]{0,16}$/.exec(text.slice(0, match.index))?.[0] ?? '';
    const after = /^[^\d,、。;|]{0,8}/.exec(text.slice(match.index + whole.length))?.[0] ?? '';
    const literal = text.slice(Math.max(0, match.index - 1), match.index + value.length + 1);
    return { value, unit, literal, around: new Set([...pairsOf(before), ...pairsOf(after)]) };
  });
}

/** Whether another number of the same unit is nearer to what this one is said of: 15 of one kind, not 200 of it. */
export function isMisplaced(wanted: Quantity, sources: readonly Quantity[]): boolean {
  const alike = sources.filter(({ unit }) => unit === wanted.unit);
  const shared = ({ around }: Quantity) => [...wanted.around].filter((pair) => around.has(pair)).length;
  const most = Math.max(0, ...alike.map(shared));
  return most > 0 && !alike.some((other) => other.value === wanted.value && shared(other) === most);
}

/** The neighbouring characters, two by two. */
export function pairsOf(text: string): string[] {
  return (text.match(/\p{Script=Han}+/gu) ?? []).flatMap((run) =>
    [...run].slice(1).map((character, at) => `${run[at]}${character}`),
  );
}

/** Days and months that are written out: each must stand as a whole, not be put together from several. */
export function datesOf(text: string): string[] {
  return text.match(/(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|\d{4}年/g) ?? [];
}

function readNumber(written: string): string {
  const arabic = /^(\d+(?:\.\d+)?)([十百千万亿]*)$/.exec(written);
  if (arabic) {
    const [, digits = '', scale = ''] = arabic;
    // A code, no number: kept as it is written.
    if (digits.length > 15) return written;
    return show(scaled(Number(digits), scale));
  }
  const [whole = '', behind] = written.split('点');
  const value = readChinese(whole);
  if (behind === undefined) return show(value);
  const fraction = behind.replace(/[十百千万亿]+$/, '');
  const digits = [...fraction].map((character) => DIGITS.indexOf(character)).join('');
  return show(scaled(Number(`${value}.${digits}`), behind.slice(fraction.length)));
}

function scaled(value: number, scale: string): number {
  return [...scale].reduce((product, unit) => product * (SCALE[unit] ?? 1), value);
}

/** `二〇二五` is 2025, `一百零三万` is 1030000, `百` alone is 100. */
function readChinese(written: string): number {
  for (const unit of UNITS) {
    const at = written.lastIndexOf(unit);
    if (at === -1) continue;
    const before = written.slice(0, at);
    const rest = written.slice(at + 1);
    return (
      (before === '' ? 1 : readChinese(before)) * (SCALE[unit] ?? 1) + (rest === '' ? 0 : readChinese(rest))
    );
  }
  return Number([...written].map((character) => DIGITS.indexOf(character)).join(''));
}

function show(value: number): string {
  return String(Number(value.toPrecision(15)));
}
