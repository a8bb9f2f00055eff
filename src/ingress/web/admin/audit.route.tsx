import type { AuditEntry } from '#ingress/web/audit/audit.tables.ts';
import type { ConsoleDeps, ConsoleRoute, Visitor } from '#ingress/web/console.types.ts';
import { Layout, page } from '#ingress/web/pages/layout.tsx';
import { beijingText } from '#shared/beijing.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { adminTexts } from '#texts/console-admin.zh-CN.ts';
import { actionRule, isActionCode } from '#tickets/tickets.lifecycle.ts';
import {
  type AuditSearch,
  auditAddress,
  consoleActs,
  peopleNamed,
  readAuditSearch,
  type TicketAct,
  ticketActs,
} from './audit.search.ts';

const words = adminTexts.audit;

/** One line of the page, whatever it is about. */
interface Act {
  at: Date;
  person: string;
  action: string;
  about: string;
}

/** Who did what. */
export function auditRoutes({ db }: ConsoleDeps): ConsoleRoute[] {
  return [
    {
      method: 'GET',
      path: '/audit',
      access: 'administrator',
      handle: async (c, visitor) => {
        const search = readAuditSearch(c.req.query());
        const openIds = await peopleNamed(db, search.person);
        const unknown = openIds?.length === 0;
        const { acts, more } = unknown ? { acts: [], more: false } : await find(search, openIds);
        return page(c, <AuditPage {...{ visitor, search, acts, more, unknown }} />);
      },
    },
  ];

  async function find(search: AuditSearch, openIds: string[] | null) {
    if (search.view === 'tickets') {
      const { rows, more } = await ticketActs(db, search, openIds);
      return { acts: rows.map(ticketLine), more };
    }
    const { rows, more } = await consoleActs(db, search, openIds);
    return { acts: rows.map(consoleLine), more };
  }
}

function consoleLine({ at, actorName, action, data }: AuditEntry): Act {
  const parts = Object.entries(data).map(([key, value]) => words.data[key]?.(value) ?? `${key} ${value}`);
  const about = parts.filter((part) => part !== '').join(',');
  return { at, person: actorName, action: words.actions[action], about };
}

function ticketLine({ at, actorName, action, number }: TicketAct): Act {
  const label = isActionCode(action) ? actionRule(action).label : action;
  return { at, person: actorName, action: label, about: number };
}

function AuditPage(props: {
  visitor: Visitor;
  search: AuditSearch;
  acts: Act[];
  more: boolean;
  unknown: boolean;
}) {
  const { visitor, search, acts, more, unknown } = props;
  const { person = '', view } = search;
  return (
    <Layout title={words.title} visitor={visitor} at="audit">
      <h1>{words.title}</h1>
      <p class="lead">{words.lead}</p>
      <Filter search={search} />
      {view === 'tickets' && <p class="quiet">{words.ticketsHint}</p>}
      {acts.length === 0 ? (
        <p class="panel empty">{unknown ? words.noPerson(person) : words.none}</p>
      ) : (
        <ActTable acts={acts} view={view} now={visitor.now} />
      )}
      <Pages search={search} more={more} />
    </Layout>
  );
}

function Filter({ search: { view, person, day } }: { search: AuditSearch }) {
  return (
    <form method="get" action="/console/audit" class="filters">
      <label>
        {words.view}
        <select name="view">
          <option value="console" selected={view === 'console'}>
            {words.console}
          </option>
          <option value="tickets" selected={view === 'tickets'}>
            {words.tickets}
          </option>
        </select>
      </label>
      <label>
        {words.person}
        <input type="search" name="person" value={person} maxlength={40} />
      </label>
      <label>
        {words.day}
        <input type="date" name="day" value={day} />
      </label>
      <button type="submit">{words.apply}</button>
    </form>
  );
}

function ActTable({ acts, view, now }: { acts: Act[]; view: AuditSearch['view']; now: Date }) {
  const { columns } = words;
  const about = view === 'tickets' ? columns.ticket : columns.data;
  return (
    <table class="cards acts">
      <caption class="unseen">{words.title}</caption>
      <thead>
        <tr>
          <th scope="col">{columns.at}</th>
          <th scope="col">{columns.person}</th>
          <th scope="col">{columns.action}</th>
          <th scope="col">{about}</th>
        </tr>
      </thead>
      <tbody>
        {acts.map((act) => (
          <tr>
            <td data-label={columns.at} class="number">
              {beijingText(act.at, now)}
            </td>
            <td data-label={columns.person}>{act.person}</td>
            <td data-label={columns.action}>{act.action}</td>
            <td data-label={about}>{act.about || '—'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Pages({ search, more }: { search: AuditSearch; more: boolean }) {
  const { list } = consoleTexts;
  if (search.page === 1 && !more) return null;
  return (
    <nav class="pages" aria-label={list.pages}>
      {search.page > 1 && (
        <a class="button" href={auditAddress(search, search.page - 1)} rel="prev">
          {list.earlier}
        </a>
      )}
      <span>{list.page(search.page)}</span>
      {more && (
        <a class="button" href={auditAddress(search, search.page + 1)} rel="next">
          {list.later}
        </a>
      )}
    </nav>
  );
}
