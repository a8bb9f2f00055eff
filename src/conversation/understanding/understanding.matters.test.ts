import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseCategories } from '#tickets/tickets.categories.ts';
import { parseIntents } from './understanding.knowledge.ts';
import { parseReports } from './understanding.reports.ts';
import { compileUnderstanding } from './understanding.training.ts';
import { understandReport } from './understanding.ts';

const read = (name: string) => readFileSync(new URL(`../../../knowledge/${name}`, import.meta.url), 'utf8');
const categories = parseCategories(read('categories.yaml'), 'categories.yaml');
const language = parseIntents(read('intents.yaml'), 'intents.yaml');
const codes = categories.map(({ code }) => code);

/** What is found where the district has marked these messages. */
function found(marked: readonly string[], text: string): string[] {
  const reports = parseReports(JSON.stringify(marked), 'reports.yaml', codes);
  const knowledge = compileUnderstanding({ categories, language, reports });
  return understandReport(text, knowledge).problems.map(({ category }) => category);
}

test('marked messages teach which clause is a second matter, and a word that nobody had used', () => {
  const text = '贷款到期银行不肯续,窑炉上的鲁班锤子瞌睡了';
  const marked = [
    '[finance 银行抽了贷],[energy 鲁班锤子瞌睡]',
    '[finance 流贷续不了],[energy 锤子又瞌睡了]',
    '[labor 招不到焊工],[energy 鲁班锤子天天瞌睡]',
    '[land 厂房漏雨],[energy 锤子瞌睡到天亮]',
    '[energy 鲁班锤子瞌睡]',
    '[energy 厂里锤子瞌睡三天了]',
  ];
  expect(found([], text)).not.toContain('energy');
  expect(found(marked, text)).toEqual(['finance', 'energy']);
});
