import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { configTable } from './parse-config.ts';

it.each([
  ['README.md', 'en'],
  ['README.zh-CN.md', 'zh'],
] as const)('%s shows the configuration as it is', (file, language) => {
  const readme = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  const [, table = ''] = /<!-- config -->\n([\s\S]*?)\n<!-- \/config -->/.exec(readme) ?? [];
  expect(table).toBe(configTable(language));
});
