const entity = (char: string) => `&#${char.codePointAt(0)};`;

/**
 * Makes a text show as it is within Feishu's markdown: nobody can bring in bold, links, images, tables, colours or
 * `<at id=all>`. Only what could start markup is changed, to the HTML entities that Feishu's own pages ask for, so
 * that ordinary text keeps its characters. Line breaks stay.
 */
export function escapeMarkdown(text: string): string {
  return text.split('\n').map(escapeLine).join('\n');
}

/** The same for a value within a line: line breaks and runs of spaces become one space. */
export function inline(text: string): string {
  return escapeMarkdown(text.replace(/\s+/g, ' ').trim());
}

function escapeLine(line: string): string {
  return (
    line
      // An entity that somebody wrote would be read as its character.
      .replace(/&(?=#?\w{1,31};)/g, entity('&'))
      .replace(/[<>*_~`[\]\\|]/g, entity)
      // Feishu's emoji, `:OK:`, and addresses that it would turn into links.
      .replace(/:(?=[\w+-]+:|\/\/)/g, entity(':'))
      .replace(/(?<=\bwww)\./gi, entity('.'))
      .replace(/(?<=[\w.+-])@(?=\w)/g, entity('@'))
      // At the start of a line: code blocks, headings, rules, lists.
      .replace(/^[ \t]+/, (spaces) => [...spaces].map(entity).join(''))
      .replace(/^((?:&#(?:32|9);)*)([#+=-])/, (_, before: string, mark: string) => before + entity(mark))
      .replace(/^((?:&#(?:32|9);)*\d+)([.)])/, (_, before: string, mark: string) => before + entity(mark))
  );
}
