import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import { instant, json } from '#database/columns.ts';
import { CHAT_KINDS, MEMBER_ROLES, TIERS } from './directory.types.ts';

const flag = (name: string) => integer(name, { mode: 'boolean' }).notNull().default(false);
const active = () => integer('active', { mode: 'boolean' }).notNull().default(true);

/** Enterprises are never deleted, since tickets point at them: who has left is not active. */
export const enterprises = sqliteTable('enterprises', {
  id: text('id').primaryKey(),
  name: text('name').notNull().unique(),
  shortNames: json('short_names', z.array(z.string())).notNull(),
  park: text('park'),
  town: text('town'),
  tier: text('tier', { enum: TIERS }).notNull().default('none'),
  industry: text('industry'),
  listed: flag('listed'),
  active: active(),
});

export const people = sqliteTable('people', {
  openId: text('open_id').primaryKey(),
  name: text('name').notNull(),
  phone: text('phone'),
  dispatcher: flag('dispatcher'),
  leader: flag('leader'),
  administrator: flag('administrator'),
  active: active(),
});

export const enterpriseMembers = sqliteTable(
  'enterprise_members',
  {
    enterpriseId: text('enterprise_id').notNull(),
    openId: text('open_id').notNull(),
    role: text('role', { enum: MEMBER_ROLES }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.enterpriseId, t.openId, t.role] }),
    index('enterprise_members_open_id').on(t.openId),
  ],
);

/** `department` is the unit's name in knowledge/departments.yaml. */
export const departmentMembers = sqliteTable(
  'department_members',
  {
    department: text('department').notNull(),
    openId: text('open_id').notNull(),
    head: flag('head'),
  },
  (t) => [
    primaryKey({ columns: [t.department, t.openId] }),
    index('department_members_open_id').on(t.openId),
  ],
);

export const chats = sqliteTable(
  'chats',
  {
    chatId: text('chat_id').primaryKey(),
    name: text('name').notNull(),
    kind: text('kind', { enum: CHAT_KINDS }).notNull(),
    enterpriseId: text('enterprise_id'),
    department: text('department'),
    boundAt: instant('bound_at').notNull(),
  },
  (t) => [
    index('chats_enterprise_id').on(t.enterpriseId),
    index('chats_kind_department').on(t.kind, t.department),
  ],
);

/** One row: how often enterprises have changed. Triggers count, so that whoever writes them is noticed everywhere. */
export const directoryRevision = sqliteTable('directory_revision', {
  id: integer('id').primaryKey(),
  enterprises: integer('enterprises').notNull(),
});
