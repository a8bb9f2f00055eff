import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '#database/database.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { type Departments, loadDepartments } from './directory.departments.ts';
import { exportDirectory, importDirectory, importSample } from './directory.exchange.ts';
import type { RawTable } from './directory.sections.ts';
import { enterpriseById, getChat, getPerson, listEnterprises } from './directory.store.ts';

const knowledge = new URL('../../knowledge/departments.yaml', import.meta.url);
const departments: Departments = loadDepartments(readFileSync(knowledge, 'utf8'), 'departments.yaml');
const now = new Date('2026-11-24T09:00:00+08:00');

/** A table as it is read from a file: texts separated by |. */
function table(...lines: string[]): RawTable {
  return {
    source: '',
    rows: lines.map((line, i) => ({ line: i + 1, cells: line.split('|').map((cell) => cell.trim()) })),
  };
}

const ENTERPRISES = table(
  '企业名称|简称|园区|镇街|梯度|行业|是否上市',
  '重庆鑫宏铝业有限公司|鑫宏|德感园区|德感街道|市级专精特新中小企业|有色金属|否',
  '重庆芯屿微电子股份有限公司||双福工业园|双福|小巨人|电子信息|是',
);
const PEOPLE = table(
  '姓名|open_id|手机号|角色|所属',
  '陈立新|ou_contact|130 0000 0001|企业联系人|鑫宏铝业',
  '杨思源|ou_commissioner||服务专员|重庆鑫宏铝业有限公司、芯屿微电子',
  '王海峰|ou_handler||经办人|经信委',
  '王海峰|ou_handler||派单员|',
  '刘建国|ou_head||单位负责人|区经济信息委',
);
const CHATS = table(
  '群名称|chat_id|类型|对应企业或单位',
  '鑫宏铝业服务群|oc_xinhong|企业群|重庆鑫宏铝业有限公司',
  '经信委群|oc_jingxin|单位群|区经信委',
  '领导群|oc_leaders|领导群|',
);

let db: Database;
beforeEach(async () => {
  db = await temporaryDatabase();
});

const bring = (tables: RawTable[], options: { replace?: boolean; dryRun?: boolean } = {}) =>
  importDirectory(db, tables, { departments, now, ...options });

async function problemsOf(...tables: RawTable[]): Promise<string[]> {
  const outcome = await bring(tables);
  return outcome.ok ? [] : outcome.problems;
}

describe('importing the directory', () => {
  it('brings in enterprises, people with all their roles, and chats', async () => {
    const outcome = await bring([ENTERPRISES, PEOPLE, CHATS]);
    expect(outcome).toMatchObject({
      ok: true,
      summary: { people: { added: ['陈立新', '杨思源', '王海峰', '刘建国'] } },
    });
    const [xinyu, xinhong] = await listEnterprises(db);
    expect(xinhong).toMatchObject({
      name: '重庆鑫宏铝业有限公司',
      shortNames: ['鑫宏'],
      park: '德感工业园',
      tier: 'municipal',
    });
    expect(xinyu).toMatchObject({ town: '双福街道', tier: 'national', listed: true, industry: '电子信息' });
    expect(await getPerson(db, 'ou_contact')).toMatchObject({
      phone: '13000000001',
      roles: ['contact'],
      contactOf: [xinhong?.id],
    });
    expect((await getPerson(db, 'ou_commissioner'))?.commissionerOf).toEqual([xinhong?.id, xinyu?.id].sort());
    expect(await getPerson(db, 'ou_handler')).toMatchObject({
      roles: ['handler', 'dispatcher'],
      departments: [{ department: '区经济信息委', head: false }],
    });
    expect(await getPerson(db, 'ou_head')).toMatchObject({ roles: ['head'] });
    expect(await getChat(db, 'oc_xinhong')).toMatchObject({ kind: 'enterprise', enterpriseId: xinhong?.id });
    expect(await getChat(db, 'oc_jingxin')).toMatchObject({ kind: 'department', department: '区经济信息委' });
  });

  it('changes nothing the second time', async () => {
    await bring([ENTERPRISES, PEOPLE, CHATS]);
    const before = await exportDirectory(db);
    const again = await bring([ENTERPRISES, PEOPLE, CHATS]);
    expect(again).toMatchObject({
      summary: {
        enterprises: { added: [], changed: [], unchanged: 2 },
        people: { added: [], changed: [], unchanged: 4 },
        chats: { added: [], changed: [], unchanged: 3 },
      },
    });
    expect(await exportDirectory(db)).toEqual(before);
  });

  it('keeps an enterprise under its id when its data change, and what the file has no column for', async () => {
    await bring([ENTERPRISES]);
    const before = (await listEnterprises(db)).find((e) => e.name.includes('鑫宏'));
    const outcome = await bring([table('企业名称|梯度', '重庆鑫宏铝业有限公司|国家专精特新"小巨人"企业')]);
    expect(outcome).toMatchObject({
      summary: { enterprises: { changed: ['重庆鑫宏铝业有限公司'], kept: 1 } },
    });
    expect(await enterpriseById(db, before?.id ?? '')).toEqual({ ...before, tier: 'national' });
  });

  it('gives a person that is named the roles of the file and no other, and keeps the others', async () => {
    await bring([ENTERPRISES, PEOPLE]);
    const outcome = await bring([table('姓名|open_id|角色|所属', '王海峰|ou_handler|分管领导|')]);
    expect(outcome).toMatchObject({ summary: { people: { changed: ['王海峰'], kept: 3 } } });
    expect(await getPerson(db, 'ou_handler')).toMatchObject({ roles: ['leader'], departments: [] });
    expect(await getPerson(db, 'ou_contact')).toMatchObject({ roles: ['contact'], phone: '13000000001' });
  });

  it('takes out on request what the file does not name', async () => {
    await bring([ENTERPRISES, PEOPLE, CHATS]);
    const all = await listEnterprises(db);
    const left = all.find((e) => e.name.includes('鑫宏'));
    const outcome = await bring(
      [
        table('企业名称', '重庆芯屿微电子股份有限公司'),
        table('姓名|open_id|角色|所属', '杨思源|ou_commissioner|服务专员|芯屿微电子'),
        table('群名称|chat_id|类型', '领导群|oc_leaders|领导群'),
      ],
      { replace: true },
    );
    expect(outcome).toMatchObject({
      summary: {
        enterprises: { removed: ['重庆鑫宏铝业有限公司'] },
        people: { removed: ['陈立新', '王海峰', '刘建国'] },
      },
    });
    expect((await listEnterprises(db)).map((e) => e.name)).toEqual(['重庆芯屿微电子股份有限公司']);
    expect(await getPerson(db, 'ou_contact')).toBeNull();
    expect(await getChat(db, 'oc_xinhong')).toBeNull();
    // Old tickets still find its name, and it comes back under the same id.
    expect(await enterpriseById(db, left?.id ?? '')).toMatchObject({ name: '重庆鑫宏铝业有限公司' });
    await bring([ENTERPRISES]);
    expect((await listEnterprises(db)).map((e) => e.id).sort()).toEqual(all.map((e) => e.id).sort());
  });

  it('does not replace everything by nothing', async () => {
    await bring([ENTERPRISES]);
    const outcome = await bring([table('企业名称|简称')], { replace: true });
    expect(outcome).toMatchObject({ ok: false, problems: [expect.stringContaining('替换会清空')] });
    expect(await listEnterprises(db)).toHaveLength(2);
  });

  it('writes nothing on a dry run', async () => {
    expect(await bring([ENTERPRISES, PEOPLE], { dryRun: true })).toMatchObject({
      ok: true,
      summary: { enterprises: { added: { length: 2 } } },
    });
    expect(await listEnterprises(db)).toEqual([]);
  });

  it('takes thousands of rows', async () => {
    const names = Array.from({ length: 1250 }, (_, i) => `重庆第${i}号试制有限公司`);
    const people = names.map((name, i) => `联系人${i}|ou_${i}|企业联系人|${name}`);
    const outcome = await bring([table('企业名称', ...names), table('姓名|open_id|角色|所属', ...people)]);
    expect(outcome).toMatchObject({ ok: true, summary: { people: { added: { length: 1250 } } } });
    const person = await getPerson(db, 'ou_1249');
    expect(await enterpriseById(db, person?.contactOf[0] ?? '')).toMatchObject({ name: names[1249] });
  });
});

describe('tables with mistakes', () => {
  it('are told all at once, each by its line and column, and nothing is written', async () => {
    const problems = await problemsOf(
      table(
        '企业名称|简称|园区|镇街|梯度|行业|是否上市',
        '重庆鑫宏铝业有限公司||光谷|德感街道|大企业||否',
        '||||||',
        '|无名|||||也许',
        '重庆鑫宏铝业有限公司||||||',
        '重庆鑫宏铝业有限公司||||||',
      ),
      table(
        '姓名|open_id|手机号|角色|所属',
        '甲|contact||企业联系人|重庆鑫宏铝业有限公司',
        '乙|ou_b|12345|老板|',
        '丙|ou_c||企业联系人|重庆没有有限公司',
        '丁|ou_d||经办人|某某局',
        '丁丁|ou_d||服务专员|',
        '戊|ou_e||派单员|区科技局',
      ),
      table(
        '群名称|chat_id|类型|对应企业或单位',
        '群|oc_a|企业群|',
        '群|oc_a|吃饭群|',
        '群|oc_b|领导群|区科技局',
      ),
    );
    expect(problems).toEqual([
      '第 2 行「园区」:没有名为「光谷」的园区,可填:德感工业园、双福工业园、珞璜工业园、白沙工业园',
      '第 2 行「梯度」:「大企业」不认识,可填:创新型中小企业、市级专精特新中小企业、国家专精特新“小巨人”企业、无',
      '第 4 行「企业名称」:不能为空',
      '第 4 行「是否上市」:「也许」不认识,可填:是、否',
      '第 6 行「企业名称」:与第 5 行重复',
      '第 2 行「open_id」:应以 ou_ 开头,只含字母、数字、下划线',
      '第 3 行「手机号」:不是正确的手机号',
      '第 3 行「角色」:「老板」不认识,可填:企业联系人、服务专员、经办人、单位负责人、派单员、分管领导、管理员、无',
      '第 4 行「所属」:没有名为「重庆没有有限公司」的企业,请先在企业表中登记',
      '第 5 行「所属」:没有名为「某某局」的单位,请核对写法,或在 departments.yaml 中添加',
      '第 6 行「姓名」:与第 5 行同一 open_id 的姓名不同,请改成一致',
      '第 6 行「所属」:服务专员要填企业名称',
      '第 7 行「所属」:派单员不分企业和单位,请留空',
      '第 3 行「类型」:「吃饭群」不认识,可填:企业群、单位群、领导群、派单群',
      '第 2 行「对应企业或单位」:企业群要填企业名称',
      '第 4 行「对应企业或单位」:领导群不对应企业或单位,请留空',
    ]);
    expect(await listEnterprises(db)).toEqual([]);
  });

  it('name the sheet where there are several', async () => {
    const problems = await problemsOf(
      { ...table('企业名称', ''), source: '工作表「企业」' },
      {
        ...table('企业名称|梯度', '重庆甲乙丙有限公司|大'),
        source: '工作表「企业2」',
      },
    );
    expect(problems).toEqual([expect.stringMatching(/^工作表「企业2」第 2 行「梯度」:/)]);
  });

  it.each([
    [table('名字|电话', '甲|1'), '第 1 行:认不出这是哪张表'],
    [table('姓名|open_id|所属', '甲|ou_a|'), '第 1 行:人员表缺少「角色」列'],
    [table('企业名称|梯队', '甲|无'), '第 1 行:企业表没有「梯队」这一列,可用的列:企业名称、简称'],
    [table('企业名称|园区|园区', '甲||'), '第 1 行:「园区」列出现了两次'],
    [table(), '文件是空的'],
    [table('', ''), '文件是空的'],
  ])('with a wrong header: %#', async (wrong, message) => {
    const problems = await problemsOf(wrong);
    expect(problems[0]).toContain(message);
    expect(problems.length).toBeLessThanOrEqual(2);
  });

  it('ask for the full name where a short name belongs to two', async () => {
    const problems = await problemsOf(
      table('企业名称|简称', '重庆泽屿机电有限公司|泽屿', '重庆泽屿泵阀有限公司|泽屿'),
      table('姓名|open_id|角色|所属', '甲|ou_a|企业联系人|泽屿'),
    );
    expect(problems).toEqual([
      '第 2 行「所属」:「泽屿」是重庆泽屿机电有限公司、重庆泽屿泵阀有限公司共用的简称,请写全称',
    ]);
  });
});

describe('reading a table', () => {
  it('skips a heading, empty rows and remarks, and takes titles without regard to case', async () => {
    const outcome = await bring([
      ENTERPRISES,
      table(
        '江津区服务专员名单',
        '',
        '姓名|Open ID|角色|所属|备注',
        '',
        '杨思源|ou_y|服务专员|鑫宏铝业|新来的',
      ),
    ]);
    expect(outcome).toMatchObject({ ok: true, summary: { people: { added: ['杨思源'] } } });
  });

  it('finds several kinds in one table, an empty row before each', async () => {
    const all = [ENTERPRISES, PEOPLE, CHATS].flatMap((t) => [...t.rows.map((r) => r.cells), ['']]);
    const outcome = await bring([{ source: '', rows: all.map((cells, i) => ({ line: i + 1, cells })) }]);
    expect(outcome).toMatchObject({ ok: true, summary: { chats: { added: { length: 3 } } } });
  });
});

describe('exporting the directory', () => {
  it('keeps a person without a role, and a renamed unit under its name of today', async () => {
    await bring([table('姓名|open_id|角色|所属', '甲|ou_a|无|', '乙|ou_b|经办人|银监局')]);
    const sheets = await exportDirectory(db);
    expect(sheets[1]?.rows).toEqual([
      ['甲', 'ou_a', '', '无', ''],
      ['乙', 'ou_b', '', '经办人', '江津银保监分局'],
    ]);
  });
});

describe('the sample district', () => {
  it('goes into an empty directory only', async () => {
    expect(await importSample(db, [ENTERPRISES, PEOPLE], departments, now)).toBe(true);
    expect(await importSample(db, [ENTERPRISES, CHATS], departments, now)).toBe(false);
    expect(await getChat(db, 'oc_leaders')).toBeNull();
  });

  it('stops the start with one sentence when it is broken', async () => {
    await expect(importSample(db, [table('企业名称|园区', '甲|乙园')], departments, now)).rejects.toThrow(
      /示例区县的数据有误:第 2 行「园区」/,
    );
  });
});
