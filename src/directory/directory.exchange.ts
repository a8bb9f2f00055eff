import { type Database, runBatch, type Statement } from '#database/database.ts';
import { ConfigurationError, Conflict } from '#shared/errors.ts';
import { newId } from '#shared/ids.ts';
import { type ImportSummary, planChanges } from './directory.changes.ts';
import type { DirectoryContent } from './directory.content.ts';
import type { Departments } from './directory.departments.ts';
import { parseDirectory } from './directory.import.ts';
import { endsAdministration, type RowChange, rowChanges } from './directory.row-changes.ts';
import type { RawTable } from './directory.sections.ts';
import { chatRow, enterpriseRow, personRows } from './directory.sheet-rows.ts';
import { SHEET_KINDS, SHEETS, type SheetKind } from './directory.sheets.ts';
import { type DirectoryState, readDirectory, writeChanges } from './directory.state.ts';
import { isDirectoryEmpty } from './directory.store.ts';

export type ImportOutcome =
  | {
      ok: true;
      summary: ImportSummary;
      /** What changes of the rows that there are already. */
      details: RowChange[];
      /** Whether nobody would be administrator any more, and somebody is. */
      endsAdministration: boolean;
      /** Names the directory that the changes were worked out on. */
      basis: string;
    }
  /** Nothing was written; each problem names its line. */
  | { ok: false; problems: string[] };

export interface ImportOptions {
  departments: Departments;
  now: Date;
  /** What a file with a table of a kind does not name of that kind is taken out. */
  replace?: boolean;
  /** Checks and counts, and writes nothing. */
  dryRun?: boolean;
  /** Writes only where the directory is still the one that a dry run named. */
  onlyOn?: string;
  /** What is written with it, or not at all. */
  beside?(summary: ImportSummary): Statement[];
}

/**
 * Brings tables of enterprises, people and chats into the directory: all or nothing, in one batch. Bringing in the
 * same again changes nothing. A person that is named gets the roles of the tables and no other.
 * @throws Conflict where the directory is no longer the one of `onlyOn`
 */
export async function importDirectory(
  db: Database,
  tables: readonly RawTable[],
  options: ImportOptions,
): Promise<ImportOutcome> {
  const { departments, replace = false } = options;
  const state = await readDirectory(db);
  const basis = await fingerprintOf(state);
  if (options.onlyOn !== undefined && options.onlyOn !== basis) {
    throw new Conflict('directory.changed', '名录在核对之后有变化,尚未写入');
  }
  const active = state.enterprises.filter((enterprise) => enterprise.active);
  const { content, problems } = parseDirectory(tables, departments, { known: active, replace });
  if (replace) problems.push(...emptyKinds(content));
  if (problems.length > 0) return { ok: false, problems };
  const changes = planChanges(state, content, { replace, newId });
  const { summary } = changes;
  if (!options.dryRun) {
    await runBatch(db, [...writeChanges(db, changes, options.now), ...(options.beside?.(summary) ?? [])]);
  }
  const details = rowChanges(state, changes);
  return { ok: true, summary, details, endsAdministration: endsAdministration(state, changes), basis };
}

/** The same for the same directory: what is read is in a fixed order. */
async function fingerprintOf(state: DirectoryState): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(state)));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** To replace all by nothing is a slip: a table that was never filled in. */
function emptyKinds(content: DirectoryContent): string[] {
  return SHEET_KINDS.filter((kind) => content[kind]?.length === 0).map(
    (kind) => `${SHEETS[kind].title}表里一行也没有,替换会清空现有的${SHEETS[kind].title},因此没有执行`,
  );
}

/**
 * Fills an empty directory with the sample district, the way a real one comes in.
 * @returns whether it was empty
 * @throws ConfigurationError when the sample has a mistake
 */
export async function importSample(
  db: Database,
  tables: readonly RawTable[],
  departments: Departments,
  now: Date,
): Promise<boolean> {
  if (!(await isDirectoryEmpty(db))) return false;
  const outcome = await importDirectory(db, tables, { departments, now });
  if (!outcome.ok) {
    throw new ConfigurationError('directory.sample', `示例区县的数据有误:${outcome.problems[0]}`);
  }
  return true;
}

/** A sheet as it is written into a file: its header, then its rows. */
export interface Sheet {
  kind: SheetKind;
  title: string;
  header: string[];
  rows: string[][];
}

/** The sheets of an empty directory, for the template. */
export function emptySheets(): Sheet[] {
  return sheetsOf({ enterprises: [], people: [], chats: [] });
}

/** The active directory as sheets that importDirectory reads back without a change. */
export async function exportDirectory(db: Database): Promise<Sheet[]> {
  return sheetsOf(await readDirectory(db));
}

function sheetsOf(state: DirectoryState): Sheet[] {
  const enterprises = state.enterprises.filter((e) => e.active);
  const nameOf = new Map(enterprises.map((e) => [e.id, e.name]));
  const chats = state.chats.filter((c) => c.enterpriseId === null || nameOf.has(c.enterpriseId));
  return [
    sheet('enterprises', enterprises.map(enterpriseRow)),
    sheet(
      'people',
      state.people.filter((p) => p.active).flatMap((person) => personRows(person, nameOf)),
    ),
    sheet(
      'chats',
      chats.map((chat) => chatRow(chat, nameOf)),
    ),
  ];
}

function sheet(kind: SheetKind, rows: string[][]): Sheet {
  const { title, columns } = SHEETS[kind];
  return { kind, title, header: columns.map((column) => column.title), rows };
}
