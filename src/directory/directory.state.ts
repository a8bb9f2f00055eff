import { asc, eq, getTableColumns, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Database, Statement } from '#database/database.ts';
import type { Changes } from './directory.changes.ts';
import { chats, departmentMembers, enterpriseMembers, enterprises, people } from './directory.tables.ts';
import type { Chat, Enterprise, MemberRole } from './directory.types.ts';

export interface StoredEnterprise extends Enterprise {
  active: boolean;
}

export interface StoredPerson {
  openId: string;
  name: string;
  phone: string | null;
  dispatcher: boolean;
  leader: boolean;
  administrator: boolean;
  active: boolean;
  enterprises: { enterpriseId: string; role: MemberRole }[];
  departments: { department: string; head: boolean }[];
}

/** The whole directory, with those who have left. */
export interface DirectoryState {
  enterprises: StoredEnterprise[];
  people: StoredPerson[];
  chats: Chat[];
}

/** Reads the whole directory: for import, export, and lists of everything. */
export async function readDirectory(db: Database): Promise<DirectoryState> {
  const [enterpriseRows, peopleRows, memberRows, departmentRows, chatRows] = await Promise.all([
    db.select().from(enterprises).orderBy(asc(enterprises.name)),
    db.select().from(people).orderBy(asc(people.openId)),
    db
      .select({
        enterpriseId: enterpriseMembers.enterpriseId,
        openId: enterpriseMembers.openId,
        role: enterpriseMembers.role,
      })
      .from(enterpriseMembers)
      .innerJoin(enterprises, eq(enterprises.id, enterpriseMembers.enterpriseId))
      .orderBy(asc(enterprises.name), asc(enterpriseMembers.role)),
    db.select().from(departmentMembers).orderBy(asc(departmentMembers.department)),
    db.select().from(chats).orderBy(asc(chats.chatId)),
  ]);
  const enterprisesOf = groupBy(memberRows, (m) => m.openId);
  const departmentsOf = groupBy(departmentRows, (d) => d.openId);
  return {
    enterprises: enterpriseRows,
    people: peopleRows.map((person) => ({
      ...person,
      enterprises: (enterprisesOf.get(person.openId) ?? []).map(({ openId: _, ...m }) => m),
      departments: (departmentsOf.get(person.openId) ?? []).map(({ openId: _, ...d }) => d),
    })),
    chats: chatRows.map(({ boundAt: _, ...chat }) => chat),
  };
}

/** The statements that write an import: for one batch. */
export function writeChanges(db: Database, changes: Changes, now: Date): Statement[] {
  const openIds = changes.people.map((p) => p.openId);
  const memberships = changes.people.flatMap((p) => p.enterprises.map((m) => ({ ...m, openId: p.openId })));
  const belongings = changes.people.flatMap((p) => p.departments.map((d) => ({ ...d, openId: p.openId })));
  const bound = changes.chats.map((chat) => ({ ...chat, boundAt: now.getTime() }));
  const gone = changes.enterprises.filter((e) => !e.active).map((e) => e.id);
  return [
    ...upsert(db, enterprises, [enterprises.id], changes.enterprises),
    ...deleteAll(db, enterpriseMembers, enterpriseMembers.enterpriseId, gone),
    ...deleteAll(db, chats, chats.enterpriseId, gone),
    ...upsert(db, people, [people.openId], changes.people),
    ...deleteAll(db, enterpriseMembers, enterpriseMembers.openId, openIds),
    ...deleteAll(db, departmentMembers, departmentMembers.openId, openIds),
    ...upsert(
      db,
      enterpriseMembers,
      [enterpriseMembers.enterpriseId, enterpriseMembers.openId, enterpriseMembers.role],
      memberships,
    ),
    ...upsert(db, departmentMembers, [departmentMembers.department, departmentMembers.openId], belongings),
    ...upsert(db, chats, [chats.chatId], bound),
    ...deleteAll(db, chats, chats.chatId, changes.unboundChats),
  ];
}

/** So many rows go into one statement, as one JSON parameter: well under D1's limits. */
const ROWS_A_STATEMENT = 400;

/** Writes rows over those of the same key. Values are as the driver stores them, by the columns' property names. */
function upsert(
  db: Database,
  table: SQLiteTable,
  key: [SQLiteColumn, ...SQLiteColumn[]],
  rows: readonly object[],
): Statement[] {
  const columns = Object.entries(getTableColumns(table));
  const picked = columns.map(([property]) => sql`json_extract(value, ${`$.${property}`})`);
  const rest = columns.filter(([, column]) => !key.includes(column));
  const set = Object.fromEntries(
    rest.map(([property, { name }]) => [property, sql`excluded.${sql.identifier(name)}`]),
  );
  return inChunks(rows, (chunk) => {
    // "where true" tells SQLite that "on conflict" does not belong to a join.
    const insert = db
      .insert(table)
      .select(sql`select ${sql.join(picked, sql`, `)} from json_each(${JSON.stringify(chunk)}) where true`);
    return rest.length > 0
      ? insert.onConflictDoUpdate({ target: key, set })
      : insert.onConflictDoNothing({ target: key });
  });
}

function deleteAll(
  db: Database,
  table: SQLiteTable,
  column: SQLiteColumn,
  values: readonly string[],
): Statement[] {
  return inChunks(values, (chunk) =>
    db.delete(table).where(sql`${column} in (select value from json_each(${JSON.stringify(chunk)}))`),
  );
}

function inChunks<T>(rows: readonly T[], statement: (chunk: T[]) => Statement): Statement[] {
  const statements: Statement[] = [];
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
    statements.push(statement(rows.slice(start, start + ROWS_A_STATEMENT)));
  }
  return statements;
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
