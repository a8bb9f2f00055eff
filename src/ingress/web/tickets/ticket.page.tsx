import type { Child } from 'hono/jsx';
import type { Visitor } from '#ingress/web/console.types.ts';
import { Layout, Told } from '#ingress/web/pages/layout.tsx';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import type { TicketAttachment } from '#tickets/ticket-attachments.tables.ts';
import type { TicketRules } from '#tickets/tickets.action-rule.ts';
import { STATE_NAMES } from '#tickets/tickets.lifecycle.ts';
import type { ActionView } from '#tickets/tickets.view.ts';
import { ActionForm, type Filled } from './action-form.tsx';
import type { ContactLine, TicketPageFacts } from './ticket-facts.ts';
import { Badges, StateBadge } from './ticket-table.tsx';

const words = consoleTexts.ticket;

export interface TicketPageProps extends TicketPageFacts {
  visitor: Visitor;
  rules: TicketRules;
  departments: readonly string[];
  /** The label of what has just been done. */
  done: string | null;
  /** What was tried and not accepted. */
  filled: Filled | null;
}

/** A ticket with all that its reader may know of it and do with it. */
export function TicketPage(props: TicketPageProps) {
  const { ticket, view, visitor } = props;
  return (
    <Layout title={view.number} visitor={visitor} at="tickets">
      {props.done !== null && <Told kind="good">{words.done(props.done)}</Told>}
      {props.filled && <Told kind="bad">{props.filled.message}</Told>}
      <div class="ticket-head">
        <h1>
          {view.number} <StateBadge state={view.state} name={view.stateName} />{' '}
          <Badges urgent={view.urgent} overdue={view.overdue} />
        </h1>
        <p class="lead">
          {view.enterprise} · {view.category}
        </p>
      </div>
      <div class="columns">
        <div>
          <section class="panel" aria-labelledby="what">
            <h2 id="what">{words.description}</h2>
            <p class="prose">{view.description}</p>
            {view.facts.length > 0 && (
              <p class="quiet">
                {words.read}:{view.facts.join('、')}
              </p>
            )}
            <Attachments number={view.number} attachments={props.attachments} />
          </section>
          <Actions {...props} />
          <section class="panel" aria-labelledby="history">
            <h2 id="history">{words.history}</h2>
            <ol class="history">
              {view.history.map((line) => (
                <li>
                  <span class="when">{line.time}</span>
                  <span>
                    <strong>{line.who}</strong> {line.what}
                    {line.note && <q class="note">{line.note}</q>}
                  </span>
                </li>
              ))}
            </ol>
          </section>
        </div>
        <aside aria-label={words.facts}>
          <Limits {...props} />
          <section class="panel">
            <h2>{words.facts}</h2>
            <dl>
              <Fact label={words.lead}>{view.lead}</Fact>
              {view.supporting.length > 0 && (
                <Fact label={words.supporting}>{view.supporting.join('、')}</Fact>
              )}
              <Fact label={words.handler}>{view.handler ?? '—'}</Fact>
              <Fact label={words.reporter}>{view.reporter}</Fact>
              <Fact label={words.logged}>{view.loggedAt}</Fact>
            </dl>
            <p class="quiet">
              {words.counts(ticket.urges, ticket.supervisions, ticket.returns, ticket.disputes)}
            </p>
          </section>
          <People people={props.people} />
          <Related {...props} />
        </aside>
      </div>
    </Layout>
  );
}

function Fact({ label, children }: { label: string; children?: Child }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Actions({ view, ticket, visitor, rules, departments, filled }: TicketPageProps) {
  return (
    <section class="panel no-print" aria-labelledby="actions">
      <h2 id="actions">{words.actions}</h2>
      {view.request && (
        <p class="request">
          <strong>{words.request}</strong> {view.request}
        </p>
      )}
      {view.candidates.length > 0 && (
        <p class="request">
          <strong>{words.candidates}</strong> {view.candidates.join(';')}
        </p>
      )}
      {view.actions.length === 0 ? (
        <p class="quiet">{words.noActions}</p>
      ) : (
        <div class="actions">
          {[...view.actions].sort(byWeight).map((action) => (
            <ActionForm {...{ ticket, action, rules, departments, filled }} csrf={visitor.session.csrf} />
          ))}
        </div>
      )}
    </section>
  );
}

/** What is mostly done here comes first, what cannot be undone last. */
function byWeight(a: ActionView, b: ActionView): number {
  const weights = { primary: 0, default: 1, danger: 2 };
  return weights[a.style] + Number(a.seldom) - weights[b.style] - Number(b.seldom);
}

function Limits({ view }: TicketPageProps) {
  return (
    <section class="panel">
      <h2>{words.limits}</h2>
      {view.limits.length === 0 ? (
        <p class="quiet">{view.due === '—' ? words.noLimit : view.due}</p>
      ) : (
        <ul class="limits">
          {view.limits.map((limit) => (
            <li class={limit.overdue ? 'late' : undefined}>
              <span>{limit.label}</span> <strong>{limit.text}</strong>
            </li>
          ))}
        </ul>
      )}
      <p>
        <span class="quiet">{words.next}</span> {view.nextStep}
      </p>
    </section>
  );
}

function People({ people }: { people: ContactLine[] }) {
  if (people.length === 0) return null;
  return (
    <section class="panel">
      <h2>{words.people}</h2>
      <dl>
        {people.map((person) => (
          <Fact label={person.role}>
            {person.name} <span class="quiet">{person.phone ?? words.noPhone}</span>
          </Fact>
        ))}
      </dl>
    </section>
  );
}

function Attachments({ number, attachments }: { number: string; attachments: TicketAttachment[] }) {
  if (attachments.length === 0) return null;
  return (
    <>
      <h3>{words.attachments}</h3>
      <ul class="attachments">
        {attachments.map(({ id, state, name, kind, bytes }, index) => {
          const label = name === '' ? words.attachmentNames[kind](index + 1) : name;
          return (
            <li>
              {state === 'kept' ? (
                <a href={`/console/tickets/${number}/attachments/${id}`}>{label}</a>
              ) : (
                <span>{label}</span>
              )}{' '}
              <span class="quiet">{state === 'kept' ? words.size(bytes ?? 0) : words.attachmentWaiting}</span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Related({ related }: TicketPageProps) {
  if (related.length === 0) return null;
  return (
    <section class="panel">
      <h2>{words.related}</h2>
      <ul class="plain-list">
        {related.map((other) => (
          <li>
            <a href={`/console/tickets/${other.number}`}>{other.number}</a>{' '}
            <span class="quiet">{STATE_NAMES[other.state]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
