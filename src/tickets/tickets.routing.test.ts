import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CATEGORY_CODES, parseCategories } from './tickets.categories.ts';
import { PARK_PLACEHOLDER, routeCategory, TOWN_PLACEHOLDER } from './tickets.routing.ts';

const file = fileURLToPath(new URL('../../knowledge/categories.yaml', import.meta.url));
const categories = parseCategories(readFileSync(file, 'utf8'), 'categories.yaml');

test('a category leads to its department, placeholders left for the directory', () => {
  expect(routeCategory(categories, 'land')).toEqual({
    lead: '江津区规划和自然资源局',
    supporting: [PARK_PLACEHOLDER],
  });
  expect(routeCategory(categories, 'facilities')).toEqual({
    lead: PARK_PLACEHOLDER,
    supporting: [TOWN_PLACEHOLDER],
  });
  expect(routeCategory(categories, 'labor').supporting).toEqual(['区教委', TOWN_PLACEHOLDER]);
});

test('every category goes somewhere', () => {
  for (const code of CATEGORY_CODES) expect(routeCategory(categories, code).lead).not.toBe('');
});

test('an unknown category goes where other goes', () => {
  expect(routeCategory(categories, 'gone')).toEqual(routeCategory(categories, 'other'));
});

test('the file is not changed by its readers', () => {
  routeCategory(categories, 'land').supporting.push('某局');
  expect(routeCategory(categories, 'land').supporting).toEqual([PARK_PLACEHOLDER]);
});
