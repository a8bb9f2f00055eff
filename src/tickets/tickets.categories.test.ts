import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CATEGORY_CODES, categoryName, cueSchema, parseCategories } from './tickets.categories.ts';

const text = readFileSync(fileURLToPath(new URL('../../knowledge/categories.yaml', import.meta.url)), 'utf8');
const broken = (from: string, to: string) => () => parseCategories(text.replace(from, to), 'categories.yaml');

test('the district file holds every category once', () => {
  const categories = parseCategories(text, 'categories.yaml');
  expect(categories.map(({ code }) => code)).toEqual([...CATEGORY_CODES]);
  expect(categoryName(categories, 'land')).toBe('用地');
  expect(categoryName(categories, 'gone')).toBe('gone');
});

test('a mistake is told by file, line and what is wrong', () => {
  expect(broken('code: labor', 'code: work')).toThrow(/categories\.yaml 第 \d+ 行.*没有这个类别代号/);
  expect(broken('code: labor', 'code: land')).toThrow(/类别 land 写了两次/);
  expect(broken('name: 用地', 'name: ""')).toThrow(/第 \d+ 行「0\.name」.*名称不能为空/);
  expect(broken('- 用地\n', '- (用地\n')).toThrow(/括号不成对/);
});

test.each(['停电', '厂房…漏', '(租|买)…厂房', '摘(的|了)?地', '^催', '了没$', '缺#名'])(
  '%s is a cue',
  (cue) => {
    expect(cueSchema.safeParse(cue).success).toBe(true);
  },
);

test('brackets in full width are brackets', () => {
  expect(cueSchema.parse('\uff08租\uff5c买\uff09厂房')).toBe('(租|买)厂房');
});

test.each(['', '(停电', '停电)', '(停电|)', '…漏', '漏…', '厂房……漏', '()'])('"%s" is none', (cue) => {
  expect(cueSchema.safeParse(cue).success).toBe(false);
});
