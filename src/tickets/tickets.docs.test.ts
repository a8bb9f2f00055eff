import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { lifecycleMarkdown } from './tickets.docs.ts';
import { ACTION_CODES, actionRule, STATE_NAMES } from './tickets.lifecycle.ts';

it('docs/lifecycle.md is what the table of actions says: npm run docs writes it', () => {
  const file = fileURLToPath(new URL('../../docs/lifecycle.md', import.meta.url));
  const text = readFileSync(file, 'utf8');
  expect(text).toBe(lifecycleMarkdown());
  for (const code of ACTION_CODES) expect(text).toContain(`| ${actionRule(code).label} |`);
  for (const name of Object.values(STATE_NAMES)) expect(text).toContain(`"${name}"`);
});
