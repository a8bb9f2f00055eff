import type { Context } from 'hono';
import { getPerson } from '#directory/directory.store.ts';
import { allows } from '#ingress/web/console.access.ts';
import type { ConsoleDeps, Visitor } from '#ingress/web/console.types.ts';
import { Layout, page } from '#ingress/web/pages/layout.tsx';
import { LineTable } from '#ingress/web/summaries/summary.lists.tsx';
import { Forbidden, NotFound } from '#shared/errors.ts';
import { titleOf } from '#summaries/summaries.definitions.ts';
import { ticketsOf } from '#summaries/summaries.drill-down.ts';
import { spanOf } from '#summaries/summaries.spans.ts';
import { spanTitle } from '#summaries/summaries.wording.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { Pages } from './ticket-list.page.tsx';
import type { ListSearch } from './ticket-list.search.ts';
import { PAGE_SIZE } from './ticket-pages.ts';

const words = consoleTexts.list;

/** The tickets that a figure of a summary counts, as they stood at its end. @throws Forbidden, NotFound */
export async function showFigure(c: Context, deps: ConsoleDeps, visitor: Visitor, search: ListSearch) {
  if (!allows('district', visitor.facts)) {
    throw new Forbidden('console.figure', consoleTexts.summary.districtOnly);
  }
  const { db, district } = deps;
  const { figure = '', page: number } = search;
  const span = spanOf(search.span ?? '');
  if (!span) throw new NotFound('console.span', consoleTexts.summary.noSpan);
  const place = { now: visitor.now, limit: PAGE_SIZE, offset: (number - 1) * PAGE_SIZE };
  const found = await ticketsOf({ db, rules: district.rules }, span, figure, place);
  const title = words.figure(titleOf(figure, district.rules.categories, await nameIn(deps, figure)));
  const end = new Date(Math.min(span.to.getTime(), visitor.now.getTime()));
  return page(
    c,
    <Layout title={title} visitor={visitor} at="summaries">
      <h1>{title}</h1>
      <p class="lead">{spanTitle(span)}</p>
      <p>
        <a href={`/console/summaries/${span.id}`}>{consoleTexts.summary.back}</a>
      </p>
      <LineTable caption={words.count(found.total, false)} lines={found.lines} now={end} opens />
      <Pages search={search} list={{ total: found.total, more: false }} />
    </Layout>,
  );
}

/** The commissioner whom a figure names by id. */
async function nameIn({ db }: ConsoleDeps, figure: string): Promise<Map<string, string>> {
  const openId = /^commissioner\/([^/]+)\//.exec(figure)?.[1];
  const person = openId ? await getPerson(db, openId) : null;
  return new Map(person ? [[person.openId, person.name]] : []);
}
