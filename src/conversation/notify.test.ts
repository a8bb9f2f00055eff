import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { departmentMembers, people } from '#directory/directory.tables.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { act, dispatcher, handler, open } from '#tickets/tickets.test-builders.ts';
import { placeOf } from './notify.ts';

const DEPARTMENT = '区经济信息委';
const to = (openId: string) => ({ type: 'person', openId });

async function signed() {
  const db = await temporaryDatabase();
  await db.insert(people).values([
    { openId: 'ou_李强', name: '李强' },
    { openId: 'ou_colleague', name: '同事' },
    { openId: 'ou_admin', name: '管理员', administrator: true },
  ]);
  await db.insert(departmentMembers).values([
    { department: DEPARTMENT, openId: 'ou_李强' },
    { department: DEPARTMENT, openId: 'ou_colleague' },
  ]);
  const { after } = await act(db, await open(db), 'accept', { actor: handler });
  return { db, ticket: after };
}

test('a handler who has left is not told, the department is', async () => {
  const { db, ticket } = await signed();
  const notice = { audience: 'handler', department: DEPARTMENT } as const;
  expect((await placeOf(db, notice, ticket)).targets).toEqual([to('ou_李强')]);
  await db.update(people).set({ active: false }).where(eq(people.openId, 'ou_李强'));
  expect((await placeOf(db, notice, ticket)).targets).toEqual([to('ou_colleague')]);
});

test('a department that nobody can be reached in leaves it to the dispatcher, and without one to administrators', async () => {
  const { db, ticket } = await signed();
  const notice = { audience: 'department', department: '区教委' } as const;
  expect(await placeOf(db, notice, ticket)).toMatchObject({
    ...{ audience: 'dispatcher', astray: true, targets: [to('ou_admin')] },
  });
  await db.insert(people).values({ openId: dispatcher.openId ?? '', name: '赵敏', dispatcher: true });
  expect((await placeOf(db, notice, ticket)).targets).toEqual([to(dispatcher.openId ?? '')]);
});
