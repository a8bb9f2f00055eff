import type { ConsoleDeps, ConsoleRoute, Visitor } from '#ingress/web/console.types.ts';
import { Layout, page } from '#ingress/web/pages/layout.tsx';
import { dueFirst } from '#ingress/web/tickets/ticket-pages.ts';
import { TicketTable } from '#ingress/web/tickets/ticket-table.tsx';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import type { TicketRules } from '#tickets/tickets.action-rule.ts';
import { maySee } from '#tickets/tickets.roles.ts';
import { countTickets } from '#tickets/tickets.store.ts';
import type { Ticket } from '#tickets/tickets.tables.ts';
import { ownerOf, todoGroups } from '#tickets/tickets.todos.ts';

const words = consoleTexts.home;
const SHOWN = 5;

/** Where all of a group are listed. */
const WHOLE: Readonly<Record<string, string>> = {
  dispatch: '/console/queue',
  request: '/console/queue',
  sign: '/console/tickets?state=assigned',
  work: '/console/tickets?state=in_progress',
  support: '/console/tickets',
  late: '/console/tickets?overdue=1',
  answer: '/console/tickets?state=awaiting_enterprise',
  confirm: '/console/tickets?state=resolved',
  overdue: '/console/tickets?overdue=1',
};

interface Group {
  key: string;
  title: string;
  tickets: Ticket[];
  total: number;
}

/** What waits for the person who looks. */
export function homeRoutes({ db, district: { rules } }: ConsoleDeps): ConsoleRoute[] {
  return [
    {
      method: 'GET',
      path: '/',
      access: 'everybody',
      handle: async (c, visitor) => {
        const { facts, now } = visitor;
        const groups = await Promise.all(
          todoGroups(ownerOf(facts), now).map(async ({ key, title, filter }) => {
            const [found, total] = await Promise.all([dueFirst(db, filter, SHOWN), countTickets(db, filter)]);
            return { key, title, tickets: found.filter((ticket) => maySee(ticket, facts)), total };
          }),
        );
        const waiting = groups.filter(({ tickets }) => tickets.length > 0);
        return page(c, <HomePage visitor={visitor} groups={waiting} rules={rules} />);
      },
    },
  ];
}

function HomePage({ visitor, groups, rules }: { visitor: Visitor; groups: Group[]; rules: TicketRules }) {
  const { person } = visitor;
  return (
    <Layout title={consoleTexts.nav.home} visitor={visitor} at="home">
      <h1>{words.greeting(person.name)}</h1>
      {person.roles.length === 0 && <p class="panel">{words.noRole}</p>}
      {groups.length === 0 && person.roles.length > 0 && <p class="panel empty">{words.nothing}</p>}
      {groups.map(({ key, title, tickets, total }) => (
        <section aria-labelledby={`todo-${key}`} class="group">
          <h2 id={`todo-${key}`}>
            {title} <span class="count">{total}</span>
          </h2>
          <TicketTable tickets={tickets} visitor={visitor} rules={rules} caption={title} />
          {total > tickets.length && (
            <p>
              <a href={WHOLE[key] ?? '/console/tickets'}>{words.more(total)}</a>
            </p>
          )}
        </section>
      ))}
    </Layout>
  );
}
