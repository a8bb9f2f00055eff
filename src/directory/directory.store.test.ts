import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '#database/database.ts';
import { runBatch } from '#database/database.ts';
import { createFixedClock } from '#shared/clock.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { createEnterpriseFinder } from './directory.finder.ts';
import {
  bindChat,
  chatsOf,
  enterprisesOfCommissioner,
  getChat,
  getPerson,
  isDirectoryEmpty,
  listEnterprises,
  membersOfDepartment,
  membersOfEnterprise,
  peopleWithOffice,
  unbindChat,
} from './directory.store.ts';
import { departmentMembers, enterpriseMembers, enterprises, people } from './directory.tables.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 24, 1, minute));

let db: Database;
beforeEach(async () => {
  db = await temporaryDatabase();
  await db.batch([
    db.insert(enterprises).values([
      { id: 'e1', name: '重庆鑫宏铝业有限公司', shortNames: ['鑫宏铝业'] },
      { id: 'e2', name: '重庆云麓岭食品有限公司', shortNames: [] },
      { id: 'e3', name: '重庆已搬走有限公司', shortNames: [], active: false },
    ]),
    db.insert(people).values([
      { openId: 'ou_c', name: '陈立新' },
      { openId: 'ou_s', name: '杨思源' },
      { openId: 'ou_h', name: '王海峰', dispatcher: true },
      { openId: 'ou_d', name: '刘建国' },
      { openId: 'ou_l', name: '高远', leader: true, administrator: true },
      { openId: 'ou_gone', name: '离任', active: false, leader: true },
    ]),
    db.insert(enterpriseMembers).values([
      { enterpriseId: 'e1', openId: 'ou_c', role: 'contact' },
      { enterpriseId: 'e1', openId: 'ou_s', role: 'commissioner' },
      { enterpriseId: 'e2', openId: 'ou_s', role: 'commissioner' },
      { enterpriseId: 'e3', openId: 'ou_s', role: 'commissioner' },
      { enterpriseId: 'e1', openId: 'ou_gone', role: 'contact' },
    ]),
    db.insert(departmentMembers).values([
      { department: '区科技局', openId: 'ou_h', head: false },
      { department: '区科技局', openId: 'ou_d', head: true },
      { department: '区科技局', openId: 'ou_gone', head: true },
      { department: '区教委', openId: 'ou_d', head: false },
    ]),
  ]);
});

describe('who a person is', () => {
  it.each([
    ['ou_c', ['contact'], ['e1'], [], []],
    ['ou_s', ['commissioner'], [], ['e1', 'e2'], []],
    ['ou_h', ['handler', 'dispatcher'], [], [], [['区科技局', false]]],
    [
      'ou_d',
      ['handler', 'head'],
      [],
      [],
      [
        ['区教委', false],
        ['区科技局', true],
      ],
    ],
    ['ou_l', ['leader', 'administrator'], [], [], []],
  ])('%s is %j and nobody else', async (openId, roles, contactOf, commissionerOf, departments) => {
    expect(await getPerson(db, openId)).toMatchObject({
      openId,
      roles,
      contactOf,
      commissionerOf,
      departments: departments.map(([department, head]) => ({ department, head })),
    });
  });

  it('is nobody when unknown or no longer active', async () => {
    expect(await getPerson(db, 'ou_stranger')).toBeNull();
    expect(await getPerson(db, 'ou_gone')).toBeNull();
  });
});

describe('lists of the directory', () => {
  it('name the active members only, heads and commissioners first', async () => {
    expect(await membersOfDepartment(db, '区科技局')).toEqual([
      { openId: 'ou_d', name: '刘建国', head: true },
      { openId: 'ou_h', name: '王海峰', head: false },
    ]);
    expect(await membersOfEnterprise(db, 'e1')).toEqual([
      { openId: 'ou_s', name: '杨思源', role: 'commissioner' },
      { openId: 'ou_c', name: '陈立新', role: 'contact' },
    ]);
    expect(await peopleWithOffice(db, 'leader')).toEqual([{ openId: 'ou_l', name: '高远' }]);
  });

  it('name the active enterprises only', async () => {
    expect((await listEnterprises(db)).map((e) => e.id).sort()).toEqual(['e1', 'e2']);
    expect((await enterprisesOfCommissioner(db, 'ou_s')).map((e) => e.id).sort()).toEqual(['e1', 'e2']);
    expect(await enterprisesOfCommissioner(db, 'ou_c')).toEqual([]);
  });

  it('say whether there is anybody', async () => {
    expect(await isDirectoryEmpty(db)).toBe(false);
    expect(await isDirectoryEmpty(await temporaryDatabase())).toBe(true);
  });
});

describe('chats', () => {
  const ofEnterprise = {
    chatId: 'oc_1',
    name: '一群',
    kind: 'enterprise',
    enterpriseId: 'e1',
    department: null,
  } as const;
  const ofDepartment = {
    chatId: 'oc_2',
    name: '二群',
    kind: 'department',
    enterpriseId: null,
    department: '区教委',
  } as const;

  it('are found by what they are for, the first bound first', async () => {
    const second = { ...ofEnterprise, chatId: 'oc_0' };
    await runBatch(db, [
      bindChat(db, ofEnterprise, at(1)),
      bindChat(db, ofDepartment, at(2)),
      bindChat(db, second, at(3)),
    ]);
    expect(await chatsOf(db, { kind: 'enterprise', enterpriseId: 'e1' })).toEqual([ofEnterprise, second]);
    expect(await chatsOf(db, { kind: 'department', department: '区教委' })).toEqual([ofDepartment]);
    expect(await chatsOf(db, { kind: 'department', department: '区科技局' })).toEqual([]);
    expect(await chatsOf(db, { kind: 'leaders' })).toEqual([]);
  });

  it('are bound anew, and unbound', async () => {
    await runBatch(db, [bindChat(db, ofEnterprise, at(1))]);
    const moved = { ...ofDepartment, chatId: 'oc_1' };
    await runBatch(db, [bindChat(db, moved, at(2))]);
    expect(await getChat(db, 'oc_1')).toEqual(moved);
    await runBatch(db, [unbindChat(db, 'oc_1')]);
    expect(await getChat(db, 'oc_1')).toBeNull();
  });
});

describe('a finder of enterprises', () => {
  it('learns of what another process imports, after a while', async () => {
    const clock = createFixedClock('2026-11-24T09:00:00+08:00');
    const finder = createEnterpriseFinder(db, ['重庆'], clock, 10_000);
    expect((await finder.find('鑫宏铝业停电')).exact?.id).toBe('e1');
    await db.insert(enterprises).values({ id: 'e4', name: '重庆泽屿机电有限公司', shortNames: [] });
    expect((await finder.find('泽屿机电停电')).exact).toBeNull();
    clock.advance(10_000);
    expect((await finder.find('泽屿机电停电')).exact?.id).toBe('e4');
  });
});
