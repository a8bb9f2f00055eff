const MOBILE = /(?<!\d)(1[3-9]\d)[\s-]?(\d{4})[\s-]?(\d{4})(?!\d)/g;

/** Masks mainland mobile numbers in a text: `138****1234`. */
export function maskPhones(text: string): string {
  return text.replace(MOBILE, '$1****$3');
}
