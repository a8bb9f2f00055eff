import type { Category } from './tickets.categories.ts';

/** The park that an enterprise lies in stands for this name: the directory resolves it. */
export const PARK_PLACEHOLDER = '所在工业园发展中心';
/** The town or street that an enterprise lies in stands for this name: the directory resolves it. */
export const TOWN_PLACEHOLDER = '相关镇街';

/** Who handles a category: names of departments, placeholders still in them. */
export interface Route {
  lead: string;
  supporting: string[];
}

/**
 * Which department leads and which support, by the routing file.
 * A category that the file does not hold goes where `other` goes, never nowhere.
 */
export function routeCategory(categories: readonly Category[], code: string): Route {
  const found =
    categories.find((category) => category.code === code) ??
    categories.find((category) => category.code === 'other');
  return { lead: found?.lead ?? '', supporting: [...(found?.supporting ?? [])] };
}
