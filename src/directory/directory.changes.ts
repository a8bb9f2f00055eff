import type { DirectoryContent, EnterpriseEntry, PersonEntry } from './directory.content.ts';
import { normaliseName } from './directory.names.ts';
import type { DirectoryState, StoredEnterprise, StoredPerson } from './directory.state.ts';
import type { Chat } from './directory.types.ts';

/** What an import does to one kind, by name: for the person who imports. */
export interface KindSummary {
  added: string[];
  changed: string[];
  unchanged: number;
  /** Taken out, because the file does not name them and everything was to be replaced. */
  removed: string[];
  /** Not named by the file, and left as they are. */
  kept: number;
}

/** null for a kind of which the files have no table. */
export interface ImportSummary {
  enterprises: KindSummary | null;
  people: KindSummary | null;
  chats: KindSummary | null;
}

/** The rows to be written. A person is written with all their memberships. */
export interface Changes {
  enterprises: StoredEnterprise[];
  people: StoredPerson[];
  chats: Chat[];
  /** Chats that are no longer bound. */
  unboundChats: string[];
  summary: ImportSummary;
}

/**
 * Compares what files hold with what is stored. Pure.
 * @param options.replace what the file does not name leaves: enterprises and people become inactive, chats are unbound
 * @param options.newId gives the id of a new enterprise
 */
export function planChanges(
  state: DirectoryState,
  content: DirectoryContent,
  options: { replace: boolean; newId: () => string },
): Changes {
  const enterprises = compare({
    stored: state.enterprises,
    entries: content.enterprises,
    keyOfStored: (e) => normaliseName(e.name),
    keyOfEntry: (e) => normaliseName(e.name),
    label: (e) => e.name,
    merge: (before, entry) => mergeEnterprise(before, entry, options.newId),
    retire: (e) => ({ ...e, active: false }),
    replace: options.replace,
  });
  const idOf = new Map([...state.enterprises, ...enterprises.rows].map((e) => [normaliseName(e.name), e.id]));
  const people = compare({
    stored: state.people,
    entries: content.people,
    keyOfStored: (p) => p.openId,
    keyOfEntry: (p) => p.openId,
    label: (p) => p.name,
    merge: (before, entry) => mergePerson(before, entry, idOf),
    retire: (p) => ({ ...p, active: false, enterprises: [], departments: [] }),
    replace: options.replace,
  });
  const chats = compare({
    stored: state.chats.map((chat) => ({ ...chat, active: true as boolean })),
    entries: content.chats,
    keyOfStored: (c) => c.chatId,
    keyOfEntry: (c) => c.chatId,
    label: (c) => c.name,
    merge: (_, { enterprise, ...chat }) => ({
      ...chat,
      enterpriseId: (enterprise && idOf.get(normaliseName(enterprise))) ?? null,
      active: true,
    }),
    retire: (c) => ({ ...c, active: false }),
    replace: options.replace,
  });
  return {
    enterprises: enterprises.rows,
    people: people.rows,
    chats: chats.rows.flatMap(({ active, ...chat }) => (active ? [chat] : [])),
    unboundChats: chats.rows.flatMap((chat) => (chat.active ? [] : [chat.chatId])),
    summary: { enterprises: enterprises.summary, people: people.summary, chats: chats.summary },
  };
}

interface Comparison<Stored extends { active: boolean }, Entry> {
  stored: readonly Stored[];
  entries: readonly Entry[] | null;
  keyOfStored(row: Stored): string;
  keyOfEntry(entry: Entry): string;
  label(row: Stored): string;
  merge(before: Stored | undefined, entry: Entry): Stored;
  retire(row: Stored): Stored;
  replace: boolean;
}

function compare<Stored extends { active: boolean }, Entry>(
  c: Comparison<Stored, Entry>,
): { rows: Stored[]; summary: KindSummary | null } {
  if (!c.entries) return { rows: [], summary: null };
  const summary: KindSummary = { added: [], changed: [], unchanged: 0, removed: [], kept: 0 };
  const rows: Stored[] = [];
  const before = new Map(c.stored.map((row) => [c.keyOfStored(row), row]));
  const named = new Set(c.entries.map(c.keyOfEntry));
  for (const entry of c.entries) {
    const old = before.get(c.keyOfEntry(entry));
    const row = c.merge(old, entry);
    if (old && same(old, row)) {
      summary.unchanged++;
      continue;
    }
    rows.push(row);
    summary[old?.active ? 'changed' : 'added'].push(c.label(row));
  }
  const others = c.stored.filter((row) => row.active && !named.has(c.keyOfStored(row)));
  if (c.replace) {
    rows.push(...others.map(c.retire));
    summary.removed = others.map(c.label);
  } else summary.kept = others.length;
  return { rows, summary };
}

function mergeEnterprise(
  before: StoredEnterprise | undefined,
  entry: EnterpriseEntry,
  newId: () => string,
): StoredEnterprise {
  return {
    id: before?.id ?? newId(),
    name: entry.name,
    shortNames: entry.shortNames ?? before?.shortNames ?? [],
    park: entry.park === undefined ? (before?.park ?? null) : entry.park,
    town: entry.town === undefined ? (before?.town ?? null) : entry.town,
    tier: entry.tier ?? before?.tier ?? 'none',
    industry: entry.industry === undefined ? (before?.industry ?? null) : entry.industry,
    listed: entry.listed ?? before?.listed ?? false,
    active: true,
  };
}

function mergePerson(
  before: StoredPerson | undefined,
  entry: PersonEntry,
  idOf: ReadonlyMap<string, string>,
): StoredPerson {
  return {
    openId: entry.openId,
    name: entry.name,
    phone: entry.phone === undefined ? (before?.phone ?? null) : entry.phone,
    dispatcher: entry.dispatcher,
    leader: entry.leader,
    administrator: entry.administrator,
    active: true,
    enterprises: entry.enterprises.flatMap(({ name, role }) => {
      const enterpriseId = idOf.get(normaliseName(name));
      return enterpriseId ? [{ enterpriseId, role }] : [];
    }),
    departments: entry.departments,
  };
}

/** Whether two rows hold the same, in whatever order their keys and their lists are. */
function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).map(([key, inner]) => `${key}:${canonical(inner)}`);
  return `{${entries.sort().join()}}`;
}
