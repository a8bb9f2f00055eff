/** What somebody may mean by a ticket: a whole number, or only the sequence of a day. */
export interface TicketReference {
  /** `YYYY-MM-DD`, undefined where only the sequence was said. */
  day?: string;
  seq: number;
}

const WHOLE = /(?<![a-z0-9])t?\s?(20\d{2})(\d{2})(\d{2})[\s\-_.~]{0,3}(\d{1,6})(?!\d)/i;
const SHORT = /^(?:第|工单|单号|编号|no\.?|#|t)?\s*(\d{1,6})\s*(?:号|号单|号工单|单)?$/i;

/** `T20261124-0007`: the Beijing day of logging, then the day's sequence. */
export function formatNumber(day: string, seq: number): string {
  return `T${day.replaceAll('-', '')}-${String(seq).padStart(4, '0')}`;
}

/**
 * Reads a ticket's number as people write it: `T20261124-0001`, `t20261124-1`, full-width letters and digits, other
 * dashes; alone also `0001`, `1号`. Null where it is none.
 */
export function parseNumber(text: string): TicketReference | null {
  const plain = plainOf(text).trim();
  const whole = WHOLE.exec(plain);
  if (whole) return { day: `${whole[1]}-${whole[2]}-${whole[3]}`, seq: Number(whole[4]) };
  const short = SHORT.exec(plain);
  return short ? { seq: Number(short[1]) } : null;
}

/** The whole numbers that occur in a text, in their usual form. */
export function numbersIn(text: string): string[] {
  const found = plainOf(text).matchAll(new RegExp(WHOLE, 'gi'));
  const numbers = [...found].map((m) => formatNumber(`${m[1]}-${m[2]}-${m[3]}`, Number(m[4])));
  return [...new Set(numbers)];
}

/** Full-width forms and the many dashes as their plain ones. */
function plainOf(text: string): string {
  return text.normalize('NFKC').replace(/[‐‑‒–—―−﹣]/g, '-');
}
