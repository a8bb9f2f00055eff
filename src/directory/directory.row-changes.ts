import { maskPhones } from '#shared/masking.ts';
import type { Changes } from './directory.changes.ts';
import { chatRow, enterpriseRow, personRows } from './directory.sheet-rows.ts';
import { SHEETS, type SheetKind } from './directory.sheets.ts';
import type { DirectoryState, StoredPerson } from './directory.state.ts';

/** One field of a row that an import changes, in the words of the sheets; phone numbers are masked. */
export interface FieldChange {
  title: string;
  before: string;
  after: string;
}

export interface RowChange {
  kind: SheetKind;
  name: string;
  fields: FieldChange[];
}

/** What an import changes of each row that is there already, field by field. What joins or leaves is not among them. */
export function rowChanges(state: DirectoryState, changes: Changes): RowChange[] {
  const nameOf = new Map([...state.enterprises, ...changes.enterprises].map((e) => [e.id, e.name]));
  const enterprises = new Map(state.enterprises.map((e) => [e.id, e]));
  const people = new Map(state.people.map((p) => [p.openId, p]));
  const chats = new Map(state.chats.map((c) => [c.chatId, c]));
  return [
    ...changes.enterprises.flatMap((after) => {
      const before = enterprises.get(after.id);
      const stays = before?.active && after.active;
      return stays ? compared('enterprises', after.name, enterpriseRow(before), enterpriseRow(after)) : [];
    }),
    ...changes.people.flatMap((after) => {
      const before = people.get(after.openId);
      const stays = before?.active && after.active;
      return stays ? compared('people', after.name, ofPerson(before, nameOf), ofPerson(after, nameOf)) : [];
    }),
    ...changes.chats.flatMap((after) => {
      const before = chats.get(after.chatId);
      return before ? compared('chats', after.name, chatRow(before, nameOf), chatRow(after, nameOf)) : [];
    }),
  ];
}

/** Whether an import takes the last administrator away. */
export function endsAdministration(state: DirectoryState, changes: Changes): boolean {
  const after = new Map([...state.people, ...changes.people].map((person) => [person.openId, person]));
  const holds = (person: StoredPerson) => person.active && person.administrator;
  return state.people.some(holds) && ![...after.values()].some(holds);
}

/** Name, open_id, phone, and all roles with what they are for as one field. */
function ofPerson(person: StoredPerson, nameOf: ReadonlyMap<string, string>): string[] {
  const rows = personRows(person, nameOf);
  const roles = rows.map(([, , , role = '', of = '']) => (of === '' ? role : `${role}(${of})`));
  return [person.name, person.openId, person.phone ?? '', roles.join(';')];
}

function compared(
  kind: SheetKind,
  name: string,
  before: readonly string[],
  after: readonly string[],
): RowChange[] {
  const { columns } = SHEETS[kind];
  const fields = after.flatMap((value, n) => {
    const old = before[n] ?? '';
    return old === value ? [] : [{ title: columns[n]?.title ?? '', before: shown(old), after: shown(value) }];
  });
  return fields.length === 0 ? [] : [{ kind, name, fields }];
}

const shown = (value: string) => (value === '' ? '(空)' : maskPhones(value));
