import { sql } from 'drizzle-orm';
import { Hono } from 'hono';
import type { Database } from '#database/database.ts';

/** `/healthz`: the process answers. `/readyz`: the database does, too. `/metrics`: Prometheus text. */
export function createProbes(deps: { db: Database; metrics: { text(): Promise<string> } }): Hono {
  const route = new Hono();
  route.get('/healthz', (c) => c.json({ status: 'ok' }));
  route.get('/readyz', async (c) => {
    try {
      await deps.db.all(sql`SELECT 1`);
      return c.json({ status: 'ready' });
    } catch {
      return c.json({ status: 'database-unavailable' }, 503);
    }
  });
  route.get('/metrics', async (c) =>
    c.text(await deps.metrics.text(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );
  return route;
}
