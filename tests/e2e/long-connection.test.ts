import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import protobuf from 'protobufjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  type LongConnection,
  type LongConnectionOptions,
  startLongConnection,
} from '#adapters/lark-long-connection/long-connection.ts';
import { ConfigurationError } from '#shared/errors.ts';
import type { LogFields } from '#shared/log.ts';

const APP_ID = 'cli_0123456789abcdef';
const SECRET = 'the-app-secret-nobody-may-see';
const WORDS = '夏季限电,生产线停了';

/** Feishu's frames, written down from its SDKs. */
const { root } = protobuf.parse(`
  syntax = "proto2";
  message Header { required string key = 1; required string value = 2; }
  message Frame {
    required uint64 SeqID = 1; required uint64 LogID = 2; required int32 service = 3; required int32 method = 4;
    repeated Header headers = 5; optional string payload_encoding = 6; optional string payload_type = 7;
    optional bytes payload = 8; optional string LogIDNew = 9;
  }`);
const frameType = root.lookupType('Frame');
const CONTROL = 0;
const DATA = 1;

interface Frame {
  method: number;
  headers: { key: string; value: string }[];
  payload: Uint8Array;
}
interface Acknowledgement {
  messageId: string;
  code: number;
  answer: unknown;
}

/** A server that plays Feishu's side of a long connection. */
class Platform {
  readonly endpointCalls: unknown[] = [];
  readonly sockets: WebSocket[] = [];
  readonly frames: Frame[] = [];
  /** What the endpoint answers with, where it refuses. */
  refusal: { status: number; body: unknown } | null = null;
  /** The sockets that pings came from, in order. The SDK listens by the time it pings. */
  readonly pings: WebSocket[] = [];
  answersPings = true;
  #http: Server;
  #waiting: { until: () => boolean; resolve: () => void }[] = [];

  constructor() {
    this.#http = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      this.endpointCalls.push({ method: request.method, url: request.url, body: JSON.parse(body) });
      const { status, body: answer } = this.refusal ?? { status: 200, body: this.#address() };
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
      this.#changed();
    });
    new WebSocketServer({ server: this.#http }).on('connection', (socket) => {
      this.sockets.push(socket);
      socket.on('message', (data: Buffer) => this.#received(socket, data));
      socket.on('close', () => this.#changed());
      this.#changed();
    });
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #address(): unknown {
    const clientConfig = {
      PingInterval: 0.05,
      ReconnectCount: -1,
      ReconnectInterval: 0.05,
      ReconnectNonce: 0,
    };
    const url = `ws://127.0.0.1:${this.port}/ws?device_id=d&service_id=7`;
    return { code: 0, msg: '', data: { URL: url, ClientConfig: clientConfig } };
  }

  #received(socket: WebSocket, data: Buffer): void {
    const frame = frameType.decode(data) as unknown as Frame;
    if (frame.method === CONTROL) {
      this.pings.push(socket);
      if (this.answersPings) this.#send(socket, CONTROL, { type: 'pong' }, '');
    } else {
      this.frames.push(frame);
    }
    this.#changed();
  }

  #send(
    socket: WebSocket,
    method: number,
    headers: Record<string, string>,
    payload: string | Uint8Array,
  ): void {
    const list = Object.entries(headers).map(([key, value]) => ({ key, value }));
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
    const frame = { SeqID: 1, LogID: 2, service: 7, method, headers: list, payload: bytes };
    socket.send(frameType.encode(frame).finish());
  }

  /** Sends an event, in pieces where wanted. */
  push(messageId: string, event: unknown, pieces = 1): void {
    const socket = this.sockets.at(-1) as WebSocket;
    const bytes = Buffer.from(JSON.stringify(event));
    const size = Math.ceil(bytes.length / pieces);
    for (let seq = 0; seq < pieces; seq++) {
      const headers = {
        type: 'event',
        message_id: messageId,
        sum: `${pieces}`,
        seq: `${seq}`,
        trace_id: 'x',
      };
      this.#send(socket, DATA, headers, bytes.subarray(seq * size, (seq + 1) * size));
    }
  }

  acknowledgements(): Acknowledgement[] {
    return this.frames.map((frame) => {
      const { code, data } = JSON.parse(Buffer.from(frame.payload).toString('utf8'));
      const messageId = frame.headers.find((header) => header.key === 'message_id')?.value ?? '';
      const answer =
        data === undefined ? undefined : JSON.parse(Buffer.from(data, 'base64').toString('utf8'));
      return { messageId, code, answer };
    });
  }

  /** Resolves once something that arrived makes it true. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ until: condition, resolve });
      this.#changed();
    });
  }

  #changed(): void {
    for (const waiting of this.#waiting) if (waiting.until()) waiting.resolve();
    this.#waiting = this.#waiting.filter((waiting) => !waiting.until());
  }
}

/** A promise that the test resolves when it wants to. */
function gate(): { passed: Promise<undefined>; open: () => void } {
  let pass = () => {};
  const passed = new Promise<undefined>((resolve) => {
    pass = () => resolve(undefined);
  });
  return { passed, open: () => pass() };
}

let platform: Platform;
let connection: LongConnection | null;
let accepted: unknown[];
let lines: string[];
const keep = (event: string, fields?: LogFields) => {
  lines.push(JSON.stringify({ event, ...fields }));
};
const logger = { debug: keep, info: keep, warn: keep, error: keep };

beforeEach(async () => {
  platform = new Platform();
  await platform.listen();
  connection = null;
  accepted = [];
  lines = [];
});

afterEach(async () => {
  await connection?.stop();
  await platform.close();
});

function open(options: Partial<LongConnectionOptions> = {}): LongConnection {
  connection = startLongConnection({
    appId: APP_ID,
    appSecret: SECRET,
    domain: `http://127.0.0.1:${platform.port}/`,
    accept: async (event) => {
      accepted.push(event);
      return undefined;
    },
    logger,
    ...options,
  });
  return connection;
}

const message = (id: string) => ({
  schema: '2.0',
  header: { event_id: `e-${id}`, event_type: 'im.message.receive_v1', app_id: APP_ID, token: 'v' },
  event: { message: { message_id: id, content: JSON.stringify({ text: WORDS }) } },
});

describe('an event', () => {
  it('comes in unchanged and is acknowledged with 200', async () => {
    await open().ready;
    expect(connection?.isConnected()).toBe(true);
    platform.push('m1', message('om_1'));
    await platform.until(() => platform.frames.length === 1);
    expect(accepted).toEqual([message('om_1')]);
    expect(platform.acknowledgements()).toEqual([{ messageId: 'm1', code: 200, answer: undefined }]);
    const body = { AppID: APP_ID, AppSecret: SECRET };
    expect(platform.endpointCalls).toEqual([{ method: 'POST', url: '/callback/ws/endpoint', body }]);
  });

  it('in pieces is put together, across the bytes of a character', async () => {
    await open().ready;
    platform.push('m1', message('om_1'), 50);
    await platform.until(() => platform.frames.length === 1);
    expect(accepted).toEqual([message('om_1')]);
  });

  it('that is a card callback is answered with the card', async () => {
    const answer = {
      toast: { type: 'success', content: '签收成功' },
      card: { type: 'raw', data: { schema: '2.0' } },
    };
    await open({ accept: async () => answer }).ready;
    platform.push('c1', { schema: '2.0', header: { event_type: 'card.action.trigger' }, event: {} });
    await platform.until(() => platform.frames.length === 1);
    expect(platform.acknowledgements()).toEqual([{ messageId: 'c1', code: 200, answer }]);
  });

  it('is acknowledged only after it is kept', async () => {
    const kept = gate();
    await open({
      accept: (event) => (JSON.stringify(event).includes('om_slow') ? kept.passed : Promise.resolve()),
    }).ready;
    platform.push('slow', message('om_slow'));
    platform.push('quick', message('om_quick'));
    await platform.until(() => platform.frames.length === 1);
    expect(platform.acknowledgements().map((a) => a.messageId)).toEqual(['quick']);
    kept.open();
    await platform.until(() => platform.frames.length === 2);
    expect(platform.acknowledgements().map((a) => a.messageId)).toEqual(['quick', 'slow']);
  });

  it('that cannot be kept is answered with 500, so that it comes again', async () => {
    await open({ accept: () => Promise.reject(new Error(WORDS)) }).ready;
    platform.push('m1', message('om_1'));
    await platform.until(() => platform.frames.length === 1);
    expect(platform.acknowledgements()).toEqual([{ messageId: 'm1', code: 500, answer: undefined }]);
  });
});

describe('the connection', () => {
  it('is made anew when it breaks', async () => {
    await open().ready;
    platform.sockets[0]?.terminate();
    await platform.until(() => platform.pings.some((socket) => socket === platform.sockets[1]));
    platform.push('m2', message('om_2'));
    await platform.until(() => platform.frames.length === 1);
    expect(accepted).toEqual([message('om_2')]);
  });

  it('is made anew when the other side falls silent', async () => {
    platform.answersPings = false;
    await open({ pingTimeoutSeconds: 0.02 }).ready;
    await platform.until(() => platform.sockets.length === 2);
  });

  it.each([
    ['as 200 without data', 200, { code: 514, msg: `bad ${SECRET}` }],
    ['as 400 with null', 400, { code: 514, msg: 'auth failed', data: null }],
  ])('that is refused, %s, says so once and is tried again', async (_name, status, body) => {
    platform.refusal = { status, body };
    const { ready } = open({ restartMs: 10 });
    await expect(ready).rejects.toThrow(ConfigurationError);
    await expect(ready).rejects.toThrow('错误码 514');
    platform.refusal = null;
    await platform.until(() => platform.sockets.length === 1);
  });

  it('is not begun with an app id that the SDK would ignore', () => {
    expect(() => open({ appId: 'cli_test' })).toThrow(ConfigurationError);
    expect(() => open({ appId: 'cli_test' })).toThrow('FEISHU_APP_ID');
  });

  it('lets what is in hand be answered when it is stopped, and takes nothing afterwards', async () => {
    const kept = gate();
    const accept = (event: unknown) => {
      accepted.push(event);
      return kept.passed;
    };
    await open({ accept }).ready;
    platform.push('m1', message('om_1'));
    await platform.until(() => accepted.length === 1);
    const stopping = connection?.stop();
    platform.push('m2', message('om_2'));
    await platform.until(() => platform.frames.length === 1);
    expect(platform.acknowledgements()).toEqual([{ messageId: 'm2', code: 500, answer: undefined }]);
    kept.open();
    await stopping;
    await platform.until(() => platform.sockets.every((socket) => socket.readyState === socket.CLOSED));
    expect(platform.acknowledgements().at(-1)).toEqual({ messageId: 'm1', code: 200, answer: undefined });
    expect(accepted).toHaveLength(1);
    expect(platform.sockets).toHaveLength(1);
  });
});

it('logs no words and no secret', async () => {
  await open({ accept: () => Promise.reject(new Error(WORDS)) }).ready;
  platform.push('m1', message('om_1'));
  await platform.until(() => platform.frames.length === 1);
  platform.sockets[0]?.terminate();
  await platform.until(() => platform.sockets.length === 2);
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.join()).not.toContain(WORDS);
  expect(lines.join()).not.toContain(SECRET);
});
