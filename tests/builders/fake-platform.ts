import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BOT } from './feishu-request.ts';

export interface Sent {
  kind: 'send' | 'reply' | 'update';
  /** The chat or person, or the message that was answered or updated. */
  to: string;
  uuid: string;
  type: string;
  content: string;
  messageId: string;
  at: number;
}

export interface FakePlatform {
  url: string;
  /** What was delivered, each uuid once, in the order of arrival. */
  sent: Sent[];
  /** Every call that came in, also those that were refused or known by their uuid. */
  calls: { path: string; at: number }[];
  /** Answers the next calls of messages in another way; `undefined` lets one through. */
  faults: ((response: ServerResponse) => void)[];
  close(): Promise<void>;
}

/** The least of Feishu's HTTP side that a load or a crash needs: fast, and with a memory that outlives the bot. */
export async function startFakePlatform(): Promise<FakePlatform> {
  const sent: Sent[] = [];
  const calls: FakePlatform['calls'] = [];
  const faults: FakePlatform['faults'] = [];
  const byUuid = new Map<string, string>();

  function deliver(request: IncomingMessage, path: string, body: Record<string, string>): string {
    const [, , , , , subject = '', verb] = path.split('/');
    const kind = request.method === 'PATCH' ? 'update' : verb === 'reply' ? 'reply' : 'send';
    const { uuid = '', receive_id = '', msg_type = '', content = '' } = body;
    const known = uuid ? byUuid.get(uuid) : undefined;
    if (known) return known;
    const to = kind === 'send' ? receive_id : subject;
    const messageId = kind === 'update' ? to : `om_bot_${sent.length + 1}`;
    if (uuid) byUuid.set(uuid, messageId);
    sent.push({ kind, to, uuid, type: msg_type, content, messageId, at: performance.now() });
    return messageId;
  }

  function answer(response: ServerResponse, value: unknown): void {
    const text = JSON.stringify(value);
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      calls.push({ path, at: performance.now() });
      if (path.includes('/tenant_access_token/')) {
        return answer(response, { code: 0, msg: 'ok', tenant_access_token: 't-1', expire: 7200 });
      }
      if (path.endsWith('/bot/v3/info')) {
        return answer(response, { code: 0, msg: 'ok', bot: { open_id: BOT, app_name: '一企' } });
      }
      const fault = faults.shift();
      if (fault) return fault(response);
      const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, string>;
      answer(response, { code: 0, msg: 'ok', data: { message_id: deliver(request, path, body) } });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    sent,
    calls,
    faults,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
