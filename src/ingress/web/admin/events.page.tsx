import type { Visitor } from '#ingress/web/console.types.ts';
import { Layout, Token, Told } from '#ingress/web/pages/layout.tsx';
import { beijingText } from '#shared/beijing.ts';
import { adminTexts } from '#texts/console-admin.zh-CN.ts';
import { type Failed, MOST_FAILED, type Queue } from './failed.queries.ts';

const words = adminTexts.events;

interface Listed {
  failed: Failed[];
  depth: { pending: number; failed: number };
}

export function EventsPage(props: {
  visitor: Visitor;
  inbox: Listed;
  outbox: Listed;
  /** How many were just put back; null where nobody has pressed. */
  replayed: number | null;
}) {
  const { visitor, inbox, outbox, replayed } = props;
  return (
    <Layout title={words.title} visitor={visitor} at="events">
      <h1>{words.title}</h1>
      <p class="lead">{words.lead}</p>
      {replayed !== null && (
        <Told kind={replayed > 0 ? 'good' : 'note'}>{replayed > 0 ? words.done(replayed) : words.gone}</Told>
      )}
      <QueuePart queue="inbox" title={words.inbox} {...inbox} visitor={visitor} />
      <QueuePart queue="outbox" title={words.outbox} {...outbox} visitor={visitor} />
    </Layout>
  );
}

function QueuePart(props: Listed & { queue: Queue; title: string; visitor: Visitor }) {
  const { queue, title, failed, depth, visitor } = props;
  return (
    <section class="group">
      <div class="group-head">
        <h2>{title}</h2>
        <span class="quiet">{words.counts(depth.pending, depth.failed)}</span>
        {failed.length > 1 && (
          <form method="post" action={`/console/events/${queue}/replay`}>
            <Token csrf={visitor.session.csrf} />
            <button type="submit">{words.replayAll(failed.length)}</button>
          </form>
        )}
      </div>
      {failed.length === 0 ? (
        <p class="panel empty">{words.none}</p>
      ) : (
        <FailedTable {...{ queue, title, failed, visitor }} />
      )}
      {depth.failed > MOST_FAILED && <p class="quiet">{words.more(MOST_FAILED)}</p>}
    </section>
  );
}

function FailedTable(props: { queue: Queue; title: string; failed: Failed[]; visitor: Visitor }) {
  const { queue, title, failed, visitor } = props;
  const { columns } = words;
  return (
    <table class="cards">
      <caption class="unseen">{title}</caption>
      <thead>
        <tr>
          <th scope="col">{columns.kind}</th>
          <th scope="col">{columns.at}</th>
          {queue === 'outbox' && <th scope="col">{columns.target}</th>}
          <th scope="col">{columns.attempts}</th>
          <th scope="col">{columns.error}</th>
          <th scope="col">{columns.id}</th>
          <th scope="col">
            <span class="unseen">{columns.replay}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {failed.map((one) => (
          <FailedRow queue={queue} one={one} visitor={visitor} />
        ))}
      </tbody>
    </table>
  );
}

function FailedRow({ queue, one, visitor }: { queue: Queue; one: Failed; visitor: Visitor }) {
  const { columns } = words;
  const names = queue === 'inbox' ? words.types : words.payloads;
  return (
    <tr>
      <th scope="row">{names[one.kind] ?? one.kind}</th>
      <td data-label={columns.at} class="nowrap">
        {beijingText(one.at, visitor.now)}
      </td>
      {one.target && <td data-label={columns.target}>{words.targets[one.target]}</td>}
      <td data-label={columns.attempts} class="nowrap">
        {words.attempts(one.attempts)}
      </td>
      <td data-label={columns.error}>
        <code>{one.error ?? '—'}</code>
      </td>
      <td data-label={columns.id}>
        <code>{one.id.slice(0, 8)}</code>
      </td>
      <td class="act">
        <form method="post" action={`/console/events/${queue}/replay`}>
          <Token csrf={visitor.session.csrf} />
          <input type="hidden" name="id" value={one.id} />
          <button type="submit" aria-label={words.replayOne(one.id.slice(0, 8))}>
            {words.replayOneShort}
          </button>
        </form>
      </td>
    </tr>
  );
}
