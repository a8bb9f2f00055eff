/** `npm run docs`: writes the parts of the documentation that follow from the code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configTable } from '#config/parse-config.ts';
import { lifecycleMarkdown } from '#tickets/tickets.docs.ts';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

for (const [file, language] of [
  ['README.md', 'en'],
  ['README.zh-CN.md', 'zh'],
] as const) {
  const text = readFileSync(path(file), 'utf8');
  const table = `<!-- config -->\n${configTable(language)}\n<!-- /config -->`;
  writeFileSync(
    path(file),
    text.replace(/<!-- config -->[\s\S]*?<!-- \/config -->/, () => table),
  );
}

writeFileSync(path('docs/lifecycle.md'), lifecycleMarkdown());
