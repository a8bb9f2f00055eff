import type { Visitor } from '#ingress/web/console.types.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import type { TicketRules } from '#tickets/tickets.action-rule.ts';
import type { Ticket } from '#tickets/tickets.tables.ts';
import { type TicketView, ticketView } from '#tickets/tickets.view.ts';

const words = consoleTexts.list;

/** Tickets as a table that becomes cards on a narrow screen. */
export function TicketTable(props: {
  tickets: readonly Ticket[];
  visitor: Visitor;
  rules: TicketRules;
  caption: string;
}) {
  const { columns } = words;
  return (
    <table class="cards tickets">
      <caption class="unseen">{props.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{columns.number}</th>
          <th scope="col">{columns.enterprise}</th>
          <th scope="col">{columns.description}</th>
          <th scope="col">{columns.state}</th>
          <th scope="col">{columns.lead}</th>
          <th scope="col">{columns.due}</th>
        </tr>
      </thead>
      <tbody>
        {props.tickets.map((ticket) => (
          <TicketRow ticket={ticket} now={props.visitor.now} rules={props.rules} />
        ))}
      </tbody>
    </table>
  );
}

function TicketRow({ ticket, now, rules }: { ticket: Ticket; now: Date; rules: TicketRules }) {
  const view = ticketView(ticket, [], { now, rules, actor: { openId: null, name: '', roles: [] } });
  return (
    <tr>
      <th scope="row" class="number">
        <a href={`/console/tickets/${view.number}`}>{view.number}</a>
      </th>
      <td data-label={words.columns.enterprise}>{view.enterprise}</td>
      <td data-label={words.columns.description} class="text">
        <span>
          <span class="tag">{view.category}</span> <span class="clip">{view.description}</span>
        </span>
      </td>
      <td data-label={words.columns.state} class="nowrap">
        <span>
          <StateBadge state={view.state} name={view.stateName} />{' '}
          <Badges urgent={view.urgent} overdue={view.overdue} />
        </span>
      </td>
      <td data-label={words.columns.lead}>{view.lead}</td>
      <td data-label={words.columns.due} class={view.overdue ? 'late' : undefined}>
        <Due view={view} />
      </td>
    </tr>
  );
}

/** The limit that is over, where one is; else the one that matters most. When, and below it how long. */
function Due({ view }: { view: TicketView }) {
  const over = view.limits.find((limit) => limit.overdue);
  const [when, left] = (over?.text ?? view.due).split(/[,(]/);
  return (
    <span>
      {when}
      {left && <span class="left">{left.replace(')', '')}</span>}
    </span>
  );
}

export function StateBadge({ state, name }: { state: string; name: string }) {
  return <span class={`state ${state}`}>{name}</span>;
}

export function Badges({ urgent, overdue }: { urgent: boolean; overdue: boolean }) {
  return (
    <>
      {urgent && <span class="badge urgent">{words.urgentBadge}</span>}
      {overdue && <span class="badge overdue">{words.overdueBadge}</span>}
    </>
  );
}
