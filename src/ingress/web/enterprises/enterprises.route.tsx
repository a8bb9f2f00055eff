import { sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import { enterprisesOfCommissioner, membersOfEnterprise } from '#directory/directory.store.ts';
import type { Enterprise } from '#directory/directory.types.ts';
import type { ConsoleDeps, ConsoleRoute, Visitor } from '#ingress/web/console.types.ts';
import { Layout, page } from '#ingress/web/pages/layout.tsx';
import { beijingText } from '#shared/beijing.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { LIVE_STATES } from '#tickets/tickets.tables.ts';

const words = consoleTexts.enterprises;

interface Served {
  enterprise: Enterprise;
  contacts: string[];
  open: number;
  lastLogged: Date | null;
}

/** A commissioner's enterprises: who to call, what is open. */
export function enterpriseRoutes({ db }: ConsoleDeps): ConsoleRoute[] {
  return [
    {
      method: 'GET',
      path: '/enterprises',
      access: 'commissioner',
      handle: async (c, visitor) => {
        const enterprises = await enterprisesOfCommissioner(db, visitor.facts.openId);
        const counted = await countsOf(
          db,
          enterprises.map(({ id }) => id),
        );
        const served = await Promise.all(
          enterprises.map(async (enterprise) => {
            const members = await membersOfEnterprise(db, enterprise.id);
            const contacts = members.filter(({ role }) => role === 'contact').map(({ name }) => name);
            return { enterprise, contacts, ...(counted.get(enterprise.id) ?? NOTHING) };
          }),
        );
        return page(c, <EnterprisesPage visitor={visitor} served={served} />);
      },
    },
  ];
}

const NOTHING = { open: 0, lastLogged: null };

/** What is open of each, out of the index of the open tickets, and when the newest was logged. */
async function countsOf(db: Database, ids: readonly string[]) {
  const rows = await db.all<{ id: string; open: number | null; last: number | null }>(sql`
    select e.value as id, live.open, (
      select max(t.created_at) from tickets t where t.enterprise_id = e.value) as last
    from json_each(${JSON.stringify(ids)}) e left join (
      select enterprise_id, count(*) as open from tickets indexed by tickets_live
      where ${sql.raw(LIVE_STATES)} group by enterprise_id) live on live.enterprise_id = e.value`);
  return new Map(
    rows.map(({ id, open, last }) => [
      id,
      { open: open ?? 0, lastLogged: last === null ? null : new Date(last) },
    ]),
  );
}

function EnterprisesPage({ visitor, served }: { visitor: Visitor; served: Served[] }) {
  return (
    <Layout title={words.title} visitor={visitor} at="enterprises">
      <h1>{words.title}</h1>
      {served.length === 0 ? (
        <p class="panel empty">{words.none}</p>
      ) : (
        <table class="cards">
          <caption class="unseen">{words.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{words.name}</th>
              <th scope="col">{words.place}</th>
              <th scope="col">{words.tier}</th>
              <th scope="col">{words.contacts}</th>
              <th scope="col">{words.open}</th>
              <th scope="col">{words.lastLogged}</th>
            </tr>
          </thead>
          <tbody>
            {served.map((one) => (
              <Row {...one} now={visitor.now} />
            ))}
          </tbody>
        </table>
      )}
    </Layout>
  );
}

function Row({ enterprise, contacts, open, lastLogged, now }: Served & { now: Date }) {
  const href = `/console/tickets?${new URLSearchParams({ enterprise: enterprise.id, state: 'all' })}`;
  return (
    <tr>
      <th scope="row">
        <a href={href}>{enterprise.name}</a>
      </th>
      <td data-label={words.place}>
        {[enterprise.park, enterprise.town].filter(Boolean).join(' · ') || '—'}
      </td>
      <td data-label={words.tier}>{words.tiers[enterprise.tier]}</td>
      <td data-label={words.contacts}>{contacts.join('、') || '—'}</td>
      <td data-label={words.open}>{open}</td>
      <td data-label={words.lastLogged}>{lastLogged ? beijingText(lastLogged, now) : words.never}</td>
    </tr>
  );
}
