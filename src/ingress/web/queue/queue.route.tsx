import type { Child } from 'hono/jsx';
import type { ConsoleDeps, ConsoleRoute, Visitor } from '#ingress/web/console.types.ts';
import { Layout, page } from '#ingress/web/pages/layout.tsx';
import { TicketTable } from '#ingress/web/tickets/ticket-table.tsx';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import type { TicketRules } from '#tickets/tickets.action-rule.ts';
import { findTickets } from '#tickets/tickets.store.ts';
import type { Ticket } from '#tickets/tickets.tables.ts';
import { type MergeProposal, mergeProposals } from './merge-proposals.ts';

const words = consoleTexts.queue;
/** So many wait for a decision are looked at, and so many of a kind are shown. */
const LOOKED_AT = 50;
const SHOWN = 20;

const PENDING = '/console/tickets?state=pending_dispatch';

interface Queue {
  undecided: Ticket[];
  returned: Ticket[];
  extensions: Ticket[];
  transfers: Ticket[];
  merges: MergeProposal[];
}

/** What the dispatcher has to decide. */
export function queueRoutes({ db, district: { rules } }: ConsoleDeps): ConsoleRoute[] {
  return [
    {
      method: 'GET',
      path: '/queue',
      access: 'dispatcher',
      handle: async (c, visitor) => {
        const [pending, requested, merges] = await Promise.all([
          findTickets(db, { states: ['pending_dispatch'], limit: LOOKED_AT }),
          findTickets(db, { requested: true, limit: LOOKED_AT }),
          mergeProposals(db, visitor.now),
        ]);
        const queue = {
          undecided: pending.filter((ticket) => !wasReturned(ticket)),
          returned: pending.filter(wasReturned),
          extensions: requested.filter(({ extension }) => extension?.status === 'asked'),
          transfers: requested.filter(({ transfer }) => transfer?.status === 'asked'),
          merges,
        };
        return page(c, <QueuePage queue={queue} visitor={visitor} rules={rules} />);
      },
    },
  ];
}

const wasReturned = ({ transfer }: Ticket) => transfer?.kind === 'return' && transfer.status === 'asked';

function QueuePage({ queue, visitor, rules }: { queue: Queue; visitor: Visitor; rules: TicketRules }) {
  const list = (title: string, tickets: Ticket[], all: string | null = null) => (
    <Part title={title} count={tickets.length}>
      <TicketTable
        tickets={all ? tickets.slice(0, SHOWN) : tickets}
        visitor={visitor}
        rules={rules}
        caption={title}
      />
      {all && tickets.length > SHOWN && (
        <p>
          <a href={all}>{words.more}</a>
        </p>
      )}
    </Part>
  );
  return (
    <Layout title={words.title} visitor={visitor} at="queue">
      <h1>{words.title}</h1>
      {list(words.undecided, queue.undecided, PENDING)}
      {list(words.returned, queue.returned, PENDING)}
      {list(words.extensions, queue.extensions)}
      {list(words.transfers, queue.transfers)}
      <Part title={words.merges} count={queue.merges.length}>
        <p class="quiet">{words.mergeLead}</p>
        {queue.merges.map((merge) => (
          <div class="panel">
            <h3>
              {words.mergeRow(
                merge.place,
                rules.categories.get(merge.category) ?? merge.category,
                merge.enterprises,
              )}
            </h3>
            <TicketTable tickets={merge.tickets} visitor={visitor} rules={rules} caption={words.merges} />
          </div>
        ))}
        <p class="quiet">{words.mergeHint}</p>
      </Part>
    </Layout>
  );
}

function Part({ title, count, children }: { title: string; count: number; children?: Child }) {
  return (
    <section class="group">
      <h2>
        {title} <span class="count">{count < LOOKED_AT ? count : words.many(LOOKED_AT)}</span>
      </h2>
      {count === 0 ? <p class="quiet">{words.nothing}</p> : children}
    </section>
  );
}
