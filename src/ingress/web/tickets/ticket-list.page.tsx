import type { Visitor } from '#ingress/web/console.types.ts';
import { Layout } from '#ingress/web/pages/layout.tsx';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import type { TicketRules } from '#tickets/tickets.action-rule.ts';
import { STATE_NAMES } from '#tickets/tickets.lifecycle.ts';
import type { ListSearch } from './ticket-list.search.ts';
import { PAGE_SIZE, type TicketListPage } from './ticket-pages.ts';
import { TicketTable } from './ticket-table.tsx';

const words = consoleTexts.list;

export interface TicketListProps {
  visitor: Visitor;
  rules: TicketRules;
  departments: readonly string[];
  search: ListSearch;
  list: TicketListPage;
}

/** Tickets with filters and pages. */
export function TicketListView(props: TicketListProps) {
  const { visitor, list, search } = props;
  const { title } = words;
  return (
    <Layout title={title} visitor={visitor} at="tickets">
      <h1>{title}</h1>
      <search>
        <Filters {...props} />
      </search>
      <div id="list" aria-live="polite">
        <p class="quiet">{words.count(list.total, list.more)}</p>
        {list.rows.length === 0 ? (
          <p class="panel empty">{words.none}</p>
        ) : (
          <TicketTable tickets={list.rows} visitor={visitor} rules={props.rules} caption={words.caption} />
        )}
        <Pages search={search} list={list} />
      </div>
    </Layout>
  );
}

/** Works as a plain form; with script the list follows each choice. */
function Filters({ search, rules, departments, visitor }: TicketListProps) {
  const { dispatcher, leader } = visitor.facts;
  return (
    <form
      class="filters"
      method="get"
      action="/console/tickets"
      aria-label={words.filter}
      hx-get="/console/tickets"
      hx-trigger="change, submit"
      hx-target="#list"
      hx-select="#list"
      hx-swap="outerHTML"
      hx-push-url="true"
    >
      <label>
        {words.search}
        <input type="search" name="q" value={search.q ?? ''} maxlength={60} />
      </label>
      <label>
        {words.state}
        <select name="state">
          <Choice value="live" chosen={search.state} label={words.live} />
          {Object.entries(STATE_NAMES).map(([value, label]) => (
            <Choice value={value} chosen={search.state} label={label} />
          ))}
          <Choice value="all" chosen={search.state} label={words.all} />
        </select>
      </label>
      <label>
        {words.category}
        <select name="category">
          <Choice value="" chosen={search.category ?? ''} label={words.any} />
          {[...rules.categories].map(([value, label]) => (
            <Choice value={value} chosen={search.category} label={label} />
          ))}
        </select>
      </label>
      {(dispatcher || leader) && (
        <label>
          {words.department}
          <select name="department">
            <Choice value="" chosen={search.department ?? ''} label={words.any} />
            {departments.map((name) => (
              <Choice value={name} chosen={search.department} label={name} />
            ))}
          </select>
        </label>
      )}
      <fieldset class="checks">
        <legend class="unseen">{words.filter}</legend>
        <label class="check">
          <input type="checkbox" name="overdue" value="1" checked={search.overdue} /> {words.overdue}
        </label>
        <label class="check">
          <input type="checkbox" name="urgent" value="1" checked={search.urgent} /> {words.urgent}
        </label>
      </fieldset>
      <button type="submit">{words.apply}</button>
    </form>
  );
}

function Choice({ value, chosen, label }: { value: string; chosen: string | undefined; label: string }) {
  return (
    <option value={value} selected={value === chosen}>
      {label}
    </option>
  );
}

/** Earlier and later. */
export function Pages({
  search,
  list,
}: {
  search: ListSearch;
  list: Pick<TicketListPage, 'total' | 'more'>;
}) {
  const { page } = search;
  const last = Math.ceil(list.total / PAGE_SIZE);
  if (last <= 1) return null;
  const to = (number: number) => `/console/tickets?${search.queryFor(number)}`;
  return (
    <nav class="pages" aria-label={words.pages}>
      {page > 1 && (
        <a class="button" href={to(page - 1)} rel="prev">
          {words.earlier}
        </a>
      )}
      <span>{words.page(page)}</span>
      {(page < last || list.more) && (
        <a class="button" href={to(page + 1)} rel="next">
          {words.later}
        </a>
      )}
    </nav>
  );
}
