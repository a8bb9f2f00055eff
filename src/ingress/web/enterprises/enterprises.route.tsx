import { and, count, eq, inArray, max } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import { enterprisesOfCommissioner, membersOfEnterprise } from '#directory/directory.store.ts';
import type { Enterprise } from '#directory/directory.types.ts';
import type { ConsoleDeps, ConsoleRoute, Visitor } from '#ingress/web/console.types.ts';
import { Layout, page } from '#ingress/web/pages/layout.tsx';
import { beijingText } from '#shared/beijing.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { LIVE_STATES } from '#tickets/tickets.search.ts';
import { tickets } from '#tickets/tickets.tables.ts';

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
        const served = await Promise.all(enterprises.map((enterprise) => lookAt(db, enterprise)));
        return page(c, <EnterprisesPage visitor={visitor} served={served} />);
      },
    },
  ];
}

async function lookAt(db: Database, enterprise: Enterprise): Promise<Served> {
  const mine = eq(tickets.enterpriseId, enterprise.id);
  const [members, [open], [last]] = await Promise.all([
    membersOfEnterprise(db, enterprise.id),
    db
      .select({ n: count() })
      .from(tickets)
      .where(and(mine, inArray(tickets.state, [...LIVE_STATES]))),
    db
      .select({ at: max(tickets.createdAt) })
      .from(tickets)
      .where(mine),
  ]);
  return {
    enterprise,
    contacts: members.filter(({ role }) => role === 'contact').map(({ name }) => name),
    open: open?.n ?? 0,
    lastLogged: last?.at ?? null,
  };
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
