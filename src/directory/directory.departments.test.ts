import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadDepartments, unitLabel, unitsConcerned } from './directory.departments.ts';

const text = readFileSync(new URL('../../knowledge/departments.yaml', import.meta.url), 'utf8');
const departments = loadDepartments(text, 'departments.yaml');
const nowhere = { park: null, town: null };

/** The district's routing table and the plan's lines of responsible units name these. */
const NAMED = [
  ...['区经济信息委', '区科技局', '江津区规划和自然资源局', '江津区市场监管局', '区生态环境局', '区商务委'],
  ...['区财政局', '区金融发展服务中心', '人行江津中心支行', '江津银保监分局', '区人力社保局', '区教委'],
  ...['江津区税务局', '区统计局', '区委宣传部'],
];

describe('the departments of the district', () => {
  it.each(NAMED)('knows %s by the name that the plan uses', (name) => {
    expect(departments.resolveDepartment(name)?.name).toBe(name);
  });

  it.each([
    ['经信委', '区经济信息委'],
    ['区经信委', '区经济信息委'],
    ['重庆市江津区经济和信息化委员会', '区经济信息委'],
    ['规资局', '江津区规划和自然资源局'],
    ['区规划和自然资源局', '江津区规划和自然资源局'],
    ['规划局', '江津区规划和自然资源局'],
    ['人社局', '区人力社保局'],
    ['江津区人社局', '区人力社保局'],
    ['税务局', '江津区税务局'],
    ['区税务局', '江津区税务局'],
    ['市监局', '江津区市场监管局'],
    ['江津区委宣传部', '区委宣传部'],
    ['德感街道', '德感街道办事处'],
    ['白沙镇政府', '白沙镇人民政府'],
    ['江津区白沙工业园发展中心', '白沙工业园发展中心'],
    ['国家金融监督管理总局江津监管分局', '江津银保监分局'],
    ['人行江津分行', '人行江津中心支行'],
  ])('finds %s as %s', (alias, name) => {
    expect(departments.resolveDepartment(alias)?.name).toBe(name);
  });

  it('does not guess', () => {
    expect(departments.resolveDepartment('某某局')).toBeNull();
    expect(departments.resolveDepartment('')).toBeNull();
  });

  it('finds every unit by each of its own names', () => {
    for (const unit of departments.units) {
      for (const name of [unit.name, unit.fullName, ...unit.aliases]) {
        expect(departments.resolveDepartment(name), name).toBe(unit);
      }
    }
  });

  it('says what has followed a unit, and that it is to be verified', () => {
    const bank = departments.resolveDepartment('人行江津中心支行');
    expect(bank && unitLabel(bank)).toBe('人行江津中心支行(现人行江津分行,待核实)');
  });

  it('has 30 towns and streets, each of them a unit', () => {
    expect(departments.towns).toHaveLength(30);
    for (const town of departments.towns) expect(departments.resolveDepartment(town)?.kind).toBe('town');
  });

  it('knows parks and towns by what people call them', () => {
    expect(departments.resolvePark('德感园区')).toBe('德感工业园');
    expect(departments.resolvePark('江津德感工业园')).toBe('德感工业园');
    expect(departments.resolveTown('白沙')).toBe('白沙镇');
    expect(departments.resolveTown('江津区双福街道')).toBe('双福街道');
    expect(departments.resolveTown('南岸')).toBeNull();
  });
});

describe('collective names', () => {
  const place = { park: '珞璜工业园', town: '珞璜镇' };

  it.each([
    ['所在工业园发展中心', ['珞璜工业园发展中心']],
    ['相关镇街', ['珞璜镇人民政府']],
    ['供电、供气、供水企业', ['供电企业', '供气企业', '供水企业']],
    ['区教委', ['区教委']],
    ['区级有关部门', []],
  ])('%s means %j for an enterprise in Luohuang', (name, units) => {
    expect(departments.resolveUnits(name, place).map((u) => u.name)).toEqual(units);
  });

  it('all park centres are meant by 各工业园发展中心, which makes no lead', () => {
    expect(departments.resolveUnits('各工业园发展中心', nowhere)).toHaveLength(4);
    expect(departments.resolveUnit('各工业园发展中心', nowhere)).toBeNull();
  });

  it('nobody is meant where the place is not known', () => {
    expect(departments.resolveUnit('所在工业园发展中心', nowhere)).toBeNull();
    expect(departments.resolveUnit('相关镇街', { park: '德感工业园', town: null })).toBeNull();
  });
});

describe('a file with a mistake', () => {
  it('names the line of a wrong kind', () => {
    const wrong = text.replace('kind: resident', 'kind: 外地机构');
    const line = wrong.split('\n').findIndex((l) => l.includes('外地机构')) + 1;
    expect(() => loadDepartments(wrong, 'departments.yaml')).toThrow(
      new RegExp(`departments.yaml 第 ${line} 行.*只能是 bureau`),
    );
  });

  it('names both units that are called the same', () => {
    const wrong = text.replace('aliases: [财政]', 'aliases: [区科技局]');
    expect(() => loadDepartments(wrong, 'departments.yaml')).toThrow(/「区科技局」和「区财政局」/);
  });

  it('refuses a town that is neither town nor street', () => {
    expect(() => loadDepartments(text.replace('- 几江街道', '- 几江'), 'd.yaml')).toThrow(
      /应以“镇”“乡”或“街道”结尾/,
    );
  });
});

describe('unitsConcerned', () => {
  const utilities = departments.resolveUnits('供电、供气、供水企业', nowhere);
  const names = (text: string) => unitsConcerned(utilities, text).map((unit) => unit.name);

  it('takes the utility that the words are about, and all where none is', () => {
    expect(names('夏季限电')).toEqual(['供电企业']);
    expect(names('自来水压力不够')).toEqual(['供水企业']);
    expect(names('停电又停水')).toEqual(['供电企业', '供水企业']);
    expect(names('用能成本太高')).toEqual(utilities.map((unit) => unit.name));
  });
});
