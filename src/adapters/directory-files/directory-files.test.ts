import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '#database/database.ts';
import { loadDepartments } from '#directory/directory.departments.ts';
import { readDistrict } from '#directory/directory.district.ts';
import {
  emptySheets,
  exportDirectory,
  importDirectory,
  importSample,
} from '#directory/directory.exchange.ts';
import { createEnterpriseMatcher } from '#directory/directory.matcher.ts';
import {
  chatsOf,
  listEnterprises,
  membersOfDepartment,
  membersOfEnterprise,
} from '#directory/directory.store.ts';
import { temporaryDatabase, temporaryFolder } from '#tests/builders/temporary-database.ts';
import { readDirectoryFile } from './read-directory-file.ts';
import { writeDirectoryFile } from './write-directory-file.ts';

const knowledge = fileURLToPath(new URL('../../../knowledge', import.meta.url));
const departments = loadDepartments(
  readFileSync(join(knowledge, 'departments.yaml'), 'utf8'),
  'departments.yaml',
);
const now = new Date('2026-11-24T09:00:00+08:00');
const TEXT =
  '企业名称,简称,行业\n重庆鑫宏铝业有限公司,"鑫宏铝业、\n鑫宏",有色金属\n\n重庆云麓岭食品有限公司,,食品\n';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function sampleDatabase(): Promise<Database> {
  const db = await temporaryDatabase();
  await importSample(db, await readDirectoryFile(join(knowledge, 'sample')), departments, now);
  return db;
}

describe('reading a CSV file', () => {
  const rows = [
    { line: 1, cells: ['企业名称', '简称', '行业'] },
    { line: 2, cells: ['重庆鑫宏铝业有限公司', '鑫宏铝业、\n鑫宏', '有色金属'] },
    { line: 4, cells: [''] },
    { line: 5, cells: ['重庆云麓岭食品有限公司', '', '食品'] },
  ];

  it.each([
    ['UTF-8', TEXT],
    ['UTF-8 with a byte order mark', `\uFEFF${TEXT}`],
    ['UTF-16, as Excel writes "Unicode text"', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
    ['semicolons', TEXT.replaceAll(',', ';')],
    ['tabs', TEXT.replaceAll(',', '\t')],
  ])('takes %s, and counts lines as the person sees them', async (_, content) => {
    expect(await readDirectoryFile(file('名录.csv', content))).toEqual([{ source: '', rows }]);
  });

  it('takes GB18030, what Excel writes in China', async () => {
    // 企业名称\n重庆鑫宏铝业有限公司
    const bytes = Buffer.from('c6f3d2b5c3fbb3c60ad6d8c7ecf6cebaeac2c1d2b5d3d0cfdeb9abcbbe0a', 'hex');
    const [table] = await readDirectoryFile(file('gb.csv', bytes));
    expect(table?.rows.map((row) => row.cells)).toEqual([['企业名称'], ['重庆鑫宏铝业有限公司']]);
  });

  it('takes quotation marks inside a cell, and says when they do not match', async () => {
    const loose = file('a.csv', '企业名称,梯度\n甲,国家专精特新"小巨人"企业\n');
    expect((await readDirectoryFile(loose))[0]?.rows[1]?.cells[1]).toBe('国家专精特新"小巨人"企业');
    await expect(readDirectoryFile(file('b.csv', '企业名称\n"甲\n乙\n'))).rejects.toThrow(/b\.csv.*引号/);
  });
});

describe('a file that cannot be read', () => {
  it.each([
    ['没有.csv', null, /没有这个文件/],
    ['旧.xls', 'x', /只能导入 \.csv 或 \.xlsx/],
    ['坏.xlsx', '不是表格', /坏\.xlsx 打不开/],
  ])('%s is told in one sentence', async (name, content, message) => {
    const path = content === null ? join(folder, name) : file(name, content);
    await expect(readDirectoryFile(path)).rejects.toThrow(message);
  });

  it('nor can a folder without any, or a file in no folder be written', async () => {
    await expect(readDirectoryFile(folder)).rejects.toThrow(/文件夹里没有/);
    await expect(writeDirectoryFile(join(folder, '没有', 'a.xlsx'), emptySheets())).rejects.toThrow(
      /无法写入/,
    );
    await expect(writeDirectoryFile(join(folder, 'a.txt'), emptySheets())).rejects.toThrow(/只能导出/);
  });
});

describe('out into a file and in again', () => {
  it.each(['名录.xlsx', '名录.csv'])('%s changes nothing where it came from', async (name) => {
    const db = await sampleDatabase();
    const path = join(folder, name);
    await writeDirectoryFile(path, await exportDirectory(db));
    const outcome = await importDirectory(db, await readDirectoryFile(path), {
      departments,
      now,
      replace: true,
    });
    const nothing = { added: [], changed: [], removed: [] };
    expect(outcome).toMatchObject({
      ok: true,
      summary: { enterprises: nothing, people: nothing, chats: nothing },
    });
  });

  it.each(['名录.xlsx', '名录.csv'])('%s makes the same directory elsewhere', async (name) => {
    const sheets = await exportDirectory(await sampleDatabase());
    const path = join(folder, name);
    await writeDirectoryFile(path, sheets);
    const db = await temporaryDatabase();
    await importDirectory(db, await readDirectoryFile(path), { departments, now });
    expect(await exportDirectory(db)).toEqual(sheets);
  });

  it('names the page of a workbook and the line in it', async () => {
    const path = join(folder, '名录.xlsx');
    const [enterprises, people, chats] = emptySheets();
    if (!enterprises || !people || !chats) throw new Error('three sheets are expected');
    enterprises.rows.push(['重庆鑫宏铝业有限公司', '', '光谷', '', '', '', '']);
    people.rows.push(['甲', 'ou_a', '13000000001', '企业联系人', '鑫宏铝业'], ['乙', 'ou_b', '', '老板', '']);
    const help = [{ sheet: '企业', column: '企业名称', required: true, hint: '全称' }];
    await writeDirectoryFile(path, [enterprises, people, chats], help);
    const db = await temporaryDatabase();
    const outcome = await importDirectory(db, await readDirectoryFile(path), { departments, now });
    expect(outcome).toEqual({
      ok: false,
      problems: [
        expect.stringMatching(/^工作表「企业」第 2 行「园区」:没有名为「光谷」的园区/),
        expect.stringMatching(/^工作表「人员」第 3 行「角色」:「老板」不认识/),
      ],
    });
  });
});

describe('the sample district', () => {
  it('has handlers and a head for every unit that has a group, and for all of the routing table', async () => {
    const db = await sampleDatabase();
    const chats = await chatsOf(db, { kind: 'department' });
    const routed = [
      '区经济信息委',
      '江津区规划和自然资源局',
      '区人力社保局',
      '区金融发展服务中心',
      '江津区税务局',
    ];
    routed.push(
      '区科技局',
      '江津区市场监管局',
      '区生态环境局',
      '区商务委',
      '区教委',
      '区财政局',
      '人行江津中心支行',
    );
    routed.push('江津银保监分局', ...departments.units.filter((u) => u.kind === 'park').map((u) => u.name));
    for (const enterprise of await listEnterprises(db)) {
      const names = ['所在工业园发展中心', '相关镇街', '供电、供气、供水企业'];
      routed.push(...names.flatMap((name) => departments.resolveUnits(name, enterprise).map((u) => u.name)));
    }
    expect(new Set(chats.map((chat) => chat.department))).toEqual(new Set(routed));
    for (const name of new Set(routed)) {
      const members = await membersOfDepartment(db, name);
      expect(new Set(members.map((m) => m.head)), name).toEqual(new Set([true, false]));
    }
  });

  it('has a contact and a commissioner for every enterprise, and names nobody could confuse', async () => {
    const db = await sampleDatabase();
    const enterprises = await listEnterprises(db);
    const matcher = createEnterpriseMatcher(enterprises, departments.regions);
    for (const enterprise of enterprises) {
      const roles = (await membersOfEnterprise(db, enterprise.id)).map((m) => m.role);
      expect(roles, enterprise.name).toEqual(['commissioner', 'contact']);
      expect(matcher.find(enterprise.name).candidates).toEqual([enterprise]);
    }
    expect(matcher.find('登记:鑫宏铝业 夏季限电').exact?.name).toBe('重庆鑫宏铝业有限公司');
    expect(enterprises.some((e) => e.listed)).toBe(true);
    expect(new Set(enterprises.map((e) => e.tier)).size).toBe(4);
  });

  it('gives the sandbox people with titles, and chats with those who belong in them', async () => {
    const district = await readDistrict(await sampleDatabase(), departments.regions);
    const titleOf = (openId: string) => district.people.find((p) => p.openId === openId)?.title;
    expect(titleOf('ou_sample_contact_xinhong')).toBe('鑫宏铝业·联系人');
    expect(titleOf('ou_sample_commissioner_yang')).toMatch(/^服务专员·.+等3家$/);
    expect(titleOf('ou_sample_keji_head')).toBe('区科技局·负责人');
    expect(titleOf('ou_sample_leader_gao')).toBe('分管领导');
    const membersOf = (chatId: string) => district.chats.find((c) => c.chatId === chatId)?.members;
    expect(membersOf('oc_sample_enterprise_xinhong')).toEqual([
      'ou_sample_commissioner_yang',
      'ou_sample_contact_xinhong',
    ]);
    expect(membersOf('oc_sample_department_keji')).toEqual(['ou_sample_keji_handler', 'ou_sample_keji_head']);
    expect(membersOf('oc_sample_dispatch')).toEqual(['ou_sample_dispatcher']);
    expect(membersOf('oc_sample_leaders')).toContain('ou_sample_leader_su');
    for (const chat of district.chats) expect(chat.members.length, chat.name).toBeGreaterThan(0);
    for (const person of district.people) expect(person.title, person.name).not.toBe('');
  });
});
