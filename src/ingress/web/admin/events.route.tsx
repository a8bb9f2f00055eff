import type { Context } from 'hono';
import { runBatch } from '#database/database.ts';
import { auditRow } from '#ingress/web/audit/audit.store.ts';
import type { ConsoleDeps, ConsoleRoute, Visitor } from '#ingress/web/console.types.ts';
import { page } from '#ingress/web/pages/layout.tsx';
import { NotFound } from '#shared/errors.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { EventsPage } from './events.page.tsx';
import { depthOf, failedOf, QUEUES, type Queue, replayRow } from './failed.queries.ts';

/** So many ids are named in the record; the rest are counted. */
const NAMED = 10;

/** What could not be handled or sent, to be tried again. */
export function eventRoutes({ db, onCommitted }: ConsoleDeps): ConsoleRoute[] {
  async function show(c: Context, visitor: Visitor) {
    const of = async (queue: Queue) => ({
      failed: await failedOf(db, queue),
      depth: await depthOf(db, queue),
    });
    const [inbox, outbox] = await Promise.all([of('inbox'), of('outbox')]);
    const done = c.req.query('done');
    const replayed = done !== undefined && /^\d{1,4}$/.test(done) ? Number(done) : null;
    return page(c, <EventsPage {...{ visitor, inbox, outbox, replayed }} />);
  }

  async function replay(c: Context, visitor: Visitor) {
    const queue = QUEUES.find((known) => known === c.req.param('queue'));
    if (!queue) throw new NotFound('console.queue', consoleTexts.errors.notFound);
    const chosen = (await c.req.parseBody({ all: true })).id;
    const failed = (await failedOf(db, queue)).map(({ id }) => id);
    // Without an id, all that are listed.
    const ids = typeof chosen === 'string' ? failed.filter((id) => id === chosen) : failed;
    if (ids.length > 0) {
      const { person: actor, now: at } = visitor;
      const data = { count: ids.length, ids: ids.slice(0, NAMED).join('、') };
      const action = queue === 'inbox' ? 'event-replay' : 'message-replay';
      await runBatch(db, [
        ...ids.map((id) => replayRow(db, queue, id, at)),
        auditRow(db, { actor, action, at, data }),
      ]);
      onCommitted();
    }
    return c.redirect(`/console/events?done=${ids.length}`, 303);
  }

  return [
    { method: 'GET', path: '/events', access: 'administrator', handle: show },
    { method: 'POST', path: '/events/:queue/replay', access: 'administrator', handle: replay },
  ];
}
