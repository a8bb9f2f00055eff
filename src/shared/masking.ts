const MOBILE = /(?<!\d)(1[3-9]\d)[\s-]?(\d{4})[\s-]?(\d{4})(?!\d)/g;

/** Masks mainland mobile numbers in a text: `138****1234`. */
export function maskPhones(text: string): string {
  return text.replace(MOBILE, '$1****$3');
}

const LANDLINE = /(?<!\d)(0\d{2,3})[\s-]?(\d{7,8})(?!\d)/g;
const LONG_NUMBER = /(?<!\d)(\d{4})\d{7,}(\d{4}|\d{3}[Xx])(?!\d)/g;
const EMAIL = /[\w.+-]+@([\w-]+(?:\.[\w-]+)+)/g;

/** Masks every number and address by which a person can be reached or known: also landlines, e-mail, long numbers. */
export function maskContacts(text: string): string {
  return maskPhones(text)
    .replace(LONG_NUMBER, '$1****$2')
    .replace(LANDLINE, (_, area: string, number: string) => `${area}-****${number.slice(-4)}`)
    .replace(EMAIL, '****@$1');
}
