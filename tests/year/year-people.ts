import type { Database } from '#database/database.ts';
import { chats, enterpriseMembers, enterprises, people } from '#directory/directory.tables.ts';

export interface SimulatedEnterprise {
  id: string;
  chatId: string;
  contact: string;
}

const FIRST = '瑞恒嘉泰盛宏达永昌兴隆华信德诚明远';
const SECOND = '川渝岭江峰源海洲林泽岳涛波辰轩';
const INDUSTRIES = ['机械', '食品', '建材', '电子', '纺织', '包装'];
const PLACES = [
  ['德感工业园', '德感街道'],
  ['双福工业园', '双福街道'],
  ['珞璜工业园', '珞璜镇'],
  ['白沙工业园', '白沙镇'],
] as const;
const ROWS_AT_ONCE = 10;

/** Enters so many enterprises into the directory, each with a contact and a chat of its own. */
export async function enterEnterprises(
  db: Database,
  count: number,
  now: Date,
): Promise<SimulatedEnterprise[]> {
  const made = Array.from({ length: count }, (_, i) => {
    const [park, town] = PLACES[i % PLACES.length] ?? PLACES[0];
    const one = FIRST[i % FIRST.length] ?? '';
    const two = SECOND[Math.floor(i / FIRST.length) % SECOND.length] ?? '';
    const industry = INDUSTRIES[Math.floor(i / (FIRST.length * SECOND.length))] ?? '综合';
    return { id: `sim_${i}`, name: `重庆${one}${two}${industry}有限公司`, park, town };
  });
  const slices = Array.from({ length: Math.ceil(count / ROWS_AT_ONCE) }, (_, i) =>
    made.slice(i * ROWS_AT_ONCE, (i + 1) * ROWS_AT_ONCE),
  );
  for (const slice of slices) {
    const rest = { shortNames: [], tier: 'municipal' as const };
    await db.insert(enterprises).values(slice.map((e) => ({ ...e, ...rest })));
    await db.insert(people).values(slice.map(({ id }) => ({ openId: `ou_${id}`, name: '联系人' })));
    await db
      .insert(enterpriseMembers)
      .values(slice.map(({ id }) => ({ enterpriseId: id, openId: `ou_${id}`, role: 'contact' as const })));
    await db.insert(chats).values(
      slice.map(({ id, name }) => ({
        ...{ chatId: `oc_${id}`, name, kind: 'enterprise' as const, enterpriseId: id, boundAt: now },
      })),
    );
  }
  return made.map(({ id }) => ({ id, chatId: `oc_${id}`, contact: `ou_${id}` }));
}
