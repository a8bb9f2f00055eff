/** Mentions of the bot: by name, or by Feishu's placeholder. Other people's names need a space behind them. */
const BOT_MENTION = /@(?:机器人|_user_\d+|_all)/g;
const LEADING_MENTION = /^\s*@[^\s@]{1,20}\s+/;

/** A message without the mentions that only address the bot, trimmed; otherwise as it was written. */
export function withoutMentions(text: string): string {
  return text.replace(BOT_MENTION, '').replace(LEADING_MENTION, '').trim();
}

/**
 * Folds width and case, character by character, so that positions in the result are positions in `text`:
 * full-width letters, digits and marks become ASCII, capitals small letters, odd spaces a space.
 */
export function fold(text: string): string {
  let folded = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0xff01 && code <= 0xff5e) folded += lower(code - 0xfee0);
    else if (code === 0x3000 || code === 0xa0 || code === 0x09) folded += ' ';
    else if (code === 0xff61) folded += '。';
    else folded += lower(code);
  }
  return folded;
}

function lower(code: number): string {
  return String.fromCharCode(code >= 0x41 && code <= 0x5a ? code + 32 : code);
}

/** Whether the character at this place is a Chinese one. */
export function isHan(character: string | undefined): boolean {
  return character !== undefined && character >= '一' && character <= '鿿';
}

const DIGITS = '〇一二三四五六七八九';
const UNITS: Record<string, number> = { 十: 10, 百: 100, 千: 1000 };

/** Reads `27`, `2.5`, `三十二`, `两百`, `1万`; undefined for what is no number. */
export function readNumber(text: string): number | undefined {
  const plain = /^(\d{1,9}(?:\.\d{1,4})?)([百千万亿]?)$/.exec(text);
  if (plain) return Number(plain[1]) * ({ 百: 100, 千: 1000, 万: 1e4, 亿: 1e8 }[plain[2] ?? ''] ?? 1);
  if (!/^[〇零一二两三四五六七八九十百千万]{1,9}$/.test(text)) return undefined;
  const [high = '', low] = text.split('万');
  if (low === undefined) return belowTenThousand(high);
  return (belowTenThousand(high) || 1) * 1e4 + belowTenThousand(low);
}

function belowTenThousand(text: string): number {
  let total = 0;
  let digit = 0;
  for (const character of text.replaceAll('两', '二').replaceAll('零', '〇')) {
    const unit = UNITS[character];
    if (unit === undefined) digit = DIGITS.indexOf(character);
    else {
      total += (digit || 1) * unit;
      digit = 0;
    }
  }
  return total + digit;
}
