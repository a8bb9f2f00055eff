import { foldWidth } from './policy.fold.ts';

const LABEL = '(?:责任单位|牵头单位|责任部门|牵头部门|主办单位|配合单位|协办单位|配合部门|参与单位)';
const BRACKETED = new RegExp(`[(]\\s*(${LABEL}:[^()]*(?:[(][^()]*[)][^()]*)*)[)]`, 'g');
const BARE = new RegExp(`(?:^|\\n)\\s*(${LABEL}:[^\\n]*)`, 'g');

/**
 * The responsible units that a text names, in its own words and order; by the district's convention the first leads.
 * `(责任单位:区科技局、区财政局,相关镇街)` gives three names.
 */
export function responsibleUnits(text: string): string[] {
  const folded = foldWidth(text);
  const lists = [...folded.matchAll(BRACKETED), ...folded.matchAll(BARE)].map((match) => match[1] ?? '');
  const names = lists.flatMap(splitUnits);
  return [...new Set(names)];
}

function splitUnits(list: string): string[] {
  return list
    .replace(new RegExp(`${LABEL}:`, 'g'), '、')
    .split(/[、,;\n]/)
    .map((name) =>
      name
        .trim()
        .replace(/[。.)]+$/, '')
        .replace(/等$/, ''),
    )
    .filter((name) => name.length > 1);
}
