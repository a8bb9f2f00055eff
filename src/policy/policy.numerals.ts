const DIGITS = '〇一二三四五六七八九';
const UNITS: Record<string, number> = { 十: 10, 百: 100, 千: 1000 };

/** The characters a number may have in a heading such as 第十二条 or (三). */
export const NUMERAL = '0-9〇零一二两三四五六七八九十百千';

/**
 * Reads a number written in Arabic or Chinese digits, up to 9999: `十二` is 12, `一百零三` is 103, `二〇` is 20.
 * @returns undefined for what is not a number
 */
export function parseNumeral(text: string): number | undefined {
  const plain = text.normalize('NFKC').replaceAll('零', '〇').replaceAll('两', '二');
  if (/^\d+$/.test(plain)) return Number(plain);
  if (!/^[〇一二三四五六七八九十百千]+$/.test(plain)) return undefined;
  if (!/[十百千]/.test(plain)) return Number([...plain].map((c) => DIGITS.indexOf(c)).join(''));
  let total = 0;
  let digit = 0;
  for (const character of plain) {
    const unit = UNITS[character];
    if (unit === undefined) {
      digit = DIGITS.indexOf(character);
    } else {
      total += (digit || 1) * unit;
      digit = 0;
    }
  }
  return total + digit;
}

/** Writes 1–99 in Chinese: 13 is `十三`. */
export function chineseNumeral(value: number): string {
  if (value <= 0 || value > 99) return String(value);
  const tens = Math.floor(value / 10);
  const head = tens === 0 ? '' : `${tens === 1 ? '' : DIGITS[tens]}十`;
  return head + (value % 10 === 0 ? '' : DIGITS[value % 10]);
}
