const HAN = /[\p{Script=Han}“”《》〔〕、。]/u;
/** From a character of ASCII to its wide form. */
const wide = (character: string) => String.fromCharCode(character.charCodeAt(0) + 0xfee0);

/**
 * A text as it is printed in an official document (GB/T 15834): wide punctuation beside Chinese, no space between a
 * number and the words around it. Times (09:00), amounts (1,234) and what stands between Latin letters stay.
 */
export function officialText(text: string): string {
  const joined = text.replace(/(?<=\p{Script=Han}) (?=T?\d(?!\d:))|(?<=[\d%]) (?=\p{Script=Han})/gu, '');
  const characters = [...joined];
  const brackets: boolean[] = [];
  return characters
    .map((character, i) => {
      const [before = '', after = ''] = [characters[i - 1], characters[i + 1]];
      const chinese = HAN.test(before) || HAN.test(after);
      if (character === '(') {
        brackets.push(chinese);
        return chinese ? wide(character) : character;
      }
      if (character === ')') return brackets.pop() ? wide(character) : character;
      return /[,;:?!]/.test(character) && chinese ? wide(character) : character;
    })
    .join('');
}
