import { and, asc, eq, exists, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database, Statement } from '#database/database.ts';
import { preparedOnce } from '#database/prepared.ts';
import {
  chats,
  departmentMembers,
  directoryRevision,
  enterpriseMembers,
  enterprises,
  people,
} from './directory.tables.ts';
import {
  type Chat,
  type ChatKind,
  type Enterprise,
  MEMBER_ROLES,
  type MemberRole,
  type Person,
  type Role,
} from './directory.types.ts';

const membershipsSchema = z.array(z.tuple([z.string(), z.enum(MEMBER_ROLES)]));
const departmentsSchema = z.array(z.tuple([z.string(), z.number()]));

// Drizzle leaves the table's name out of a column, and inside the subquery open_id would then be another's.
const ownOpenId = sql`${people}.${sql.identifier(people.openId.name)}`;
const memberships = sql<string>`(select json_group_array(json_array(m.enterprise_id, m.role))
  from enterprise_members m join enterprises e on e.id = m.enterprise_id
  where m.open_id = ${ownOpenId} and e.active = 1)`;
const belongings = sql<string>`(select json_group_array(json_array(d.department, d.head))
  from department_members d where d.open_id = ${ownOpenId})`;

const selectPerson = preparedOnce((db) =>
  db
    .select({
      openId: people.openId,
      name: people.name,
      phone: people.phone,
      dispatcher: people.dispatcher,
      leader: people.leader,
      administrator: people.administrator,
      memberships,
      belongings,
    })
    .from(people)
    .where(and(eq(people.openId, sql.placeholder('openId')), eq(people.active, true)))
    .prepare(),
);

/**
 * Who a person is. null for somebody whom the directory does not know, or no longer.
 * One statement, since every message asks it.
 */
export async function getPerson(db: Database, openId: string): Promise<Person | null> {
  const [row] = await selectPerson(db).execute({ openId });
  if (!row) return null;
  const of = membershipsSchema.parse(JSON.parse(row.memberships));
  const idsOf = (role: MemberRole) =>
    of
      .filter(([, r]) => r === role)
      .map(([id]) => id)
      .sort();
  const departments = departmentsSchema
    .parse(JSON.parse(row.belongings))
    .map(([department, head]) => ({ department, head: head === 1 }))
    .sort((a, b) => (a.department < b.department ? -1 : 1));
  const contactOf = idsOf('contact');
  const commissionerOf = idsOf('commissioner');
  const has: [Role, boolean][] = [
    ['contact', contactOf.length > 0],
    ['commissioner', commissionerOf.length > 0],
    ['handler', departments.some((d) => !d.head)],
    ['head', departments.some((d) => d.head)],
    ['dispatcher', row.dispatcher],
    ['leader', row.leader],
    ['administrator', row.administrator],
  ];
  return {
    openId: row.openId,
    name: row.name,
    phone: row.phone,
    roles: has.filter(([, holds]) => holds).map(([role]) => role),
    contactOf,
    commissionerOf,
    departments,
  };
}

const chatColumns = {
  chatId: chats.chatId,
  name: chats.name,
  kind: chats.kind,
  enterpriseId: chats.enterpriseId,
  department: chats.department,
};

const selectChat = preparedOnce((db) =>
  db
    .select(chatColumns)
    .from(chats)
    .where(eq(chats.chatId, sql.placeholder('chatId')))
    .prepare(),
);

/** What a chat is for; null for one that nobody has bound. */
export async function getChat(db: Database, chatId: string): Promise<Chat | null> {
  const [chat] = await selectChat(db).execute({ chatId });
  return chat ?? null;
}

/** Binds a chat to what it is for, whatever it was bound to before. */
export function bindChat(db: Database, chat: Chat, now: Date): Statement {
  const { chatId, ...rest } = chat;
  return db
    .insert(chats)
    .values({ ...chat, boundAt: now })
    .onConflictDoUpdate({ target: chats.chatId, set: { ...rest, boundAt: now } });
}

/** Forgets a chat, as when the bot has been removed from it. */
export function unbindChat(db: Database, chatId: string): Statement {
  return db.delete(chats).where(eq(chats.chatId, chatId));
}

/** The chats of a kind, of one department or enterprise where that is given. */
export function chatsOf(
  db: Database,
  of: { kind: ChatKind; department?: string; enterpriseId?: string },
): Promise<Chat[]> {
  return db
    .select(chatColumns)
    .from(chats)
    .where(
      and(
        // An enterprise has few chats, and most chats are enterprises': `+` keeps SQLite from looking by kind.
        of.enterpriseId === undefined ? eq(chats.kind, of.kind) : sql`+${chats.kind} = ${of.kind}`,
        of.department === undefined ? undefined : eq(chats.department, of.department),
        of.enterpriseId === undefined ? undefined : eq(chats.enterpriseId, of.enterpriseId),
      ),
    )
    .orderBy(asc(chats.boundAt), asc(chats.chatId));
}

/** The active handlers and heads of a department, heads first. */
export function membersOfDepartment(
  db: Database,
  department: string,
): Promise<{ openId: string; name: string; head: boolean }[]> {
  return db
    .select({ openId: people.openId, name: people.name, head: departmentMembers.head })
    .from(departmentMembers)
    .innerJoin(people, eq(people.openId, departmentMembers.openId))
    .where(and(eq(departmentMembers.department, department), eq(people.active, true)))
    .orderBy(sql`${departmentMembers.head} desc`, asc(people.openId));
}

/** The active contacts and commissioners of an enterprise, contacts last. */
export function membersOfEnterprise(
  db: Database,
  enterpriseId: string,
): Promise<{ openId: string; name: string; role: MemberRole }[]> {
  return db
    .select({ openId: people.openId, name: people.name, role: enterpriseMembers.role })
    .from(enterpriseMembers)
    .innerJoin(people, eq(people.openId, enterpriseMembers.openId))
    .where(and(eq(enterpriseMembers.enterpriseId, enterpriseId), eq(people.active, true)))
    .orderBy(asc(enterpriseMembers.role), asc(people.openId));
}

/** The active people who hold an office of the whole district. */
export function peopleWithOffice(
  db: Database,
  office: 'dispatcher' | 'leader' | 'administrator',
): Promise<{ openId: string; name: string }[]> {
  return db
    .select({ openId: people.openId, name: people.name })
    .from(people)
    .where(and(eq(people[office], true), eq(people.active, true)))
    .orderBy(asc(people.openId));
}

/** An enterprise by its id, also one that has left: old tickets name it. */
export async function enterpriseById(db: Database, id: string): Promise<Enterprise | null> {
  const [enterprise] = await selectEnterprises(db, eq(enterprises.id, id));
  return enterprise ?? null;
}

/** The active enterprises that a commissioner serves, by name. */
export function enterprisesOfCommissioner(db: Database, openId: string): Promise<Enterprise[]> {
  const serves = db
    .select({ one: sql`1` })
    .from(enterpriseMembers)
    .where(
      and(
        eq(enterpriseMembers.openId, openId),
        eq(enterpriseMembers.role, 'commissioner'),
        eq(enterpriseMembers.enterpriseId, enterprises.id),
      ),
    );
  return selectEnterprises(db, and(eq(enterprises.active, true), exists(serves)));
}

/** All active enterprises, by name: for createEnterpriseMatcher, and for lists. */
export function listEnterprises(db: Database): Promise<Enterprise[]> {
  return selectEnterprises(db, eq(enterprises.active, true));
}

const selectRevision = preparedOnce((db) =>
  db.select({ enterprises: directoryRevision.enterprises }).from(directoryRevision).limit(1).prepare(),
);

/** A number that is another one after every change to the enterprises, whoever made it. */
export async function enterprisesRevision(db: Database): Promise<number> {
  const [row] = await selectRevision(db).execute();
  return row?.enterprises ?? 0;
}

/** Whether nobody has been entered yet: the sandbox then imports the sample district. */
export async function isDirectoryEmpty(db: Database): Promise<boolean> {
  const rows = await db.select({ one: sql`1` }).from(people).limit(1);
  return rows.length === 0;
}

function selectEnterprises(db: Database, where: SQL | undefined): Promise<Enterprise[]> {
  return db
    .select({
      id: enterprises.id,
      name: enterprises.name,
      shortNames: enterprises.shortNames,
      park: enterprises.park,
      town: enterprises.town,
      tier: enterprises.tier,
      industry: enterprises.industry,
      listed: enterprises.listed,
    })
    .from(enterprises)
    .where(where)
    .orderBy(asc(enterprises.name));
}
