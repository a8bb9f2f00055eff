import { createInterface } from 'node:readline/promises';
import { InvalidInput } from '#shared/errors.ts';
import {
  type GuessedMapping,
  LEDGER_FIELD_CODES,
  LEDGER_FIELDS,
  type LedgerMapping,
} from '#tickets/tickets.ledger-columns.ts';

/** What was guessed, with what the command line says (`企业名称=公司`) above it. */
export function withGiven(
  guessed: GuessedMapping,
  headers: readonly string[],
  given: readonly string[],
): GuessedMapping {
  const mapping = { ...guessed.mapping };
  for (const pair of given) {
    const [title = '', header = ''] = pair.split('=').map((part) => part.trim());
    const code = LEDGER_FIELD_CODES.find((field) => LEDGER_FIELDS[field].title === title);
    const column = headers.indexOf(header);
    if (!code || column < 0) {
      const titles = LEDGER_FIELD_CODES.map((field) => LEDGER_FIELDS[field].title).join('、');
      throw new InvalidInput(
        'ledger.map',
        `--map ${pair} 有误:等号前应是 ${titles} 之一,等号后应是表中的列名(${headers.join('、')})`,
      );
    }
    mapping[code] = column;
  }
  const used = new Set(Object.values(mapping));
  return {
    mapping,
    unclear: guessed.unclear.filter((code) => mapping[code] === undefined),
    unused: headers.filter((header, i) => header.trim() !== '' && !used.has(i)),
  };
}

/** Asks, at a terminal, for every column that is needed and not clear; elsewhere says how to name it. */
export async function askUnclear(
  { mapping, unclear, unused }: GuessedMapping,
  headers: readonly string[],
): Promise<LedgerMapping> {
  if (unclear.length === 0) return mapping;
  if (!process.stdin.isTTY) {
    const titles = unclear.map((code) => LEDGER_FIELDS[code].title);
    throw new InvalidInput(
      'ledger.unclear',
      `没有认出这些列:${titles.join('、')}。请用 --map 写明,如 --map ${titles[0]}=列名;表中未用的列有:${unused.join('、')}`,
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const complete = { ...mapping };
  try {
    for (const code of unclear) {
      const list = headers.map((header, i) => `  ${i + 1}. ${header}`).join('\n');
      for (let column = -1; column < 0; ) {
        const answer = await terminal.question(
          `哪一列是“${LEDGER_FIELDS[code].title}”?\n${list}\n请输入序号:`,
        );
        column = headers[Number(answer) - 1] === undefined ? -1 : Number(answer) - 1;
        if (column >= 0) complete[code] = column;
      }
    }
  } finally {
    terminal.close();
  }
  return complete;
}
