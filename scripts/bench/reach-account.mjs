/** The module in front of the worker while it is measured: counts what Cloudflare counts, told at `/bench/account`. */
import worker from './worker.js';

const account = { requests: 0, statements: 0, rowsRead: 0, rowsWritten: 0, wakes: 0, running: 0 };

/** D1's own account of a statement. */
function note(result) {
  account.statements++;
  account.rowsRead += result.meta.rows_read;
  account.rowsWritten += result.meta.rows_written;
  return result;
}

const inner = new WeakMap();
function statement(sql, made) {
  const counted = {
    bind: (...values) => statement(sql, made.bind(...values)),
    all: async () => note(await made.all()),
    run: async () => note(await made.run()),
    // It gives rows without an account: what only reads is asked once more, for the account alone.
    async raw() {
      if (!/^\s*(select|with)\b/i.test(sql)) return note(await made.all()).results.map(Object.values);
      note(await made.all());
      return made.raw();
    },
  };
  inner.set(counted, made);
  return counted;
}

function counted(env) {
  const DB = {
    prepare: (sql) => statement(sql, env.DB.prepare(sql)),
    batch: async (statements) => (await env.DB.batch(statements.map((made) => inner.get(made)))).map(note),
  };
  const WAKE = {
    send: (body, options) => {
      account.wakes++;
      return env.WAKE.send(body, options);
    },
  };
  return { ...env, DB, WAKE };
}

async function run(handle) {
  account.requests++;
  account.running++;
  try {
    return await handle();
  } finally {
    account.running--;
  }
}

export default {
  fetch: (request, env, context) =>
    new URL(request.url).pathname === '/bench/account'
      ? Response.json(account)
      : run(() => worker.fetch(request, counted(env), context)),
  queue: (batch, env, context) => run(() => worker.queue(batch, counted(env), context)),
  scheduled: (tick, env, context) => run(() => worker.scheduled(tick, counted(env), context)),
};
