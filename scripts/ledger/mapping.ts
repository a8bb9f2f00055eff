import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { InvalidInput } from '#shared/errors.ts';
import {
  type GuessedMapping,
  LEDGER_FIELD_CODES,
  LEDGER_FIELDS,
  type LedgerField,
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
    const [title = '', header = ''] = pair.split(/[==]/).map((part) => part.trim());
    const code = LEDGER_FIELD_CODES.find((field) => LEDGER_FIELDS[field].title === title);
    const column = headers.indexOf(header);
    if (!code || column < 0) {
      const titles = LEDGER_FIELD_CODES.map((field) => LEDGER_FIELDS[field].title).join('、');
      throw new InvalidInput(
        'ledger.map',
        `“${pair}”有误:等号前应是 ${titles} 之一,等号后应是表中的列名(${headers.join('、')})`,
      );
    }
    // A column holds one thing.
    for (const other of LEDGER_FIELD_CODES) if (mapping[other] === column) delete mapping[other];
    mapping[code] = column;
  }
  const used = new Set(Object.values(mapping));
  const required = LEDGER_FIELD_CODES.filter((code) => LEDGER_FIELDS[code].required);
  return {
    mapping,
    unclear: required.filter((code) => mapping[code] === undefined),
    unused: headers.filter((header, i) => header.trim() !== '' && !used.has(i)),
  };
}

/** The mapping as lines: `  企业名称 ← 公司`. */
export function mappingText({ mapping, unused }: GuessedMapping, headers: readonly string[]): string {
  const lines = Object.entries(mapping).map(
    ([code, column]) => `  ${LEDGER_FIELDS[code as LedgerField].title} ← ${headers[column]}\n`,
  );
  return `${lines.join('')}${unused.length > 0 ? `  未使用的列:${unused.join('、')}\n` : ''}`;
}

/** @throws InvalidInput that says how to name the columns that were not recognised */
export function requireClear({ mapping, unclear, unused }: GuessedMapping): LedgerMapping {
  if (unclear.length === 0) return mapping;
  const titles = unclear.map((code) => LEDGER_FIELDS[code].title);
  throw new InvalidInput(
    'ledger.unclear',
    `没有认出这些列:${titles.join('、')}。请用 --map 写明,如 --map ${titles[0]}=列名;表中未用的列有:${unused.join('、')}`,
  );
}

/**
 * The dialogue: asks for every column that is needed and not clear, then shows all and takes corrections until an empty
 * line. Input that ends counts as an empty line.
 * @throws InvalidInput where input ends before the columns that are needed are clear
 */
export async function askMapping(
  guessed: GuessedMapping,
  headers: readonly string[],
  { input, output }: { input: Readable; output: Writable },
): Promise<LedgerMapping> {
  const terminal = createInterface({ input, output });
  const answers = terminal[Symbol.asyncIterator]();
  const ask = async (question: string): Promise<string | null> => {
    output.write(question);
    const { value, done } = await answers.next();
    return done ? null : String(value).trim();
  };
  try {
    return await converse(guessed, headers, ask, (text) => output.write(text));
  } finally {
    terminal.close();
  }
}

async function converse(
  guessed: GuessedMapping,
  headers: readonly string[],
  ask: (question: string) => Promise<string | null>,
  say: (text: string) => void,
): Promise<LedgerMapping> {
  const list = headers.map((header, i) => `  ${i + 1}. ${header}\n`).join('');
  let known = guessed;
  for (const code of guessed.unclear) {
    const { title } = LEDGER_FIELDS[code];
    for (let header: string | undefined; header === undefined; ) {
      const answer = await ask(`哪一列是“${title}”?\n${list}请输入序号或列名:`);
      if (answer === null) return requireClear(known);
      header = headers[Number(answer) - 1] ?? headers.find((one) => one === answer);
      if (header === undefined) say(`没有“${answer}”这一列。\n`);
      else known = withGiven(known, headers, [`${title}=${header}`]);
    }
  }
  for (;;) {
    say(`列的对应关系:\n${mappingText(known, headers)}`);
    const answer = await ask('按回车继续;要更正,请输入如“诉求内容=问题说明”:');
    if (answer === null || answer === '') return requireClear(known);
    try {
      known = withGiven(known, headers, [answer]);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      say(`${error.message}\n`);
    }
  }
}
