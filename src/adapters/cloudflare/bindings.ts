/** The parts of Cloudflare's bindings that this house uses, as its documentation describes them. */

export interface D1Result<Row = Record<string, unknown>> {
  results: Row[];
  meta: { rows_read?: number; rows_written?: number; changes?: number };
}

export interface D1Statement {
  bind(...values: unknown[]): D1Statement;
  all<Row = Record<string, unknown>>(): Promise<D1Result<Row>>;
  run(): Promise<D1Result>;
  raw<Row = unknown[]>(): Promise<Row[]>;
}

export interface D1Binding {
  prepare(sql: string): D1Statement;
  /** One transaction: all or none. */
  batch(statements: D1Statement[]): Promise<D1Result[]>;
}

export interface QueueBinding {
  /** @param options `delaySeconds`: 0–43200 */
  send(body: unknown, options?: { delaySeconds?: number }): Promise<unknown>;
}

export interface QueueBatch {
  readonly queue: string;
  readonly messages: readonly { readonly id: string; readonly attempts: number }[];
}

export interface R2Binding {
  put(
    key: string,
    value: Uint8Array | string,
    options?: { httpMetadata?: { contentType?: string } },
  ): Promise<unknown>;
  get(key: string): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null>;
}

export interface Context {
  /** Keeps the run alive until the promise is settled. */
  waitUntil(promise: Promise<unknown>): void;
}

export interface Scheduled {
  /** The expression of `wrangler.toml` that is due, in UTC. */
  readonly cron: string;
  readonly scheduledTime: number;
}
