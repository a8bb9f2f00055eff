import { connect } from 'node:net';

export interface PreparedRequest {
  body: string;
  headers: Record<string, string>;
}

export interface LoadResult {
  /** Acknowledged with 200. */
  acknowledged: number;
  other: number;
  seconds: number;
  /** Milliseconds, sorted. */
  latencies: number[];
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Bytes on the wire, written before the clock starts, so that the client costs as little as it can. */
function wire({ body, headers }: PreparedRequest): string {
  const lines = Object.entries({
    host: 'bench',
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
  });
  return `POST /feishu/webhook HTTP/1.1\r\n${lines.map(([k, v]) => `${k}: ${v}`).join('\r\n')}\r\n\r\n${body}`;
}

/**
 * Sends requests over keep-alive connections.
 * @param perSecond paces the requests; without it each connection sends as soon as it was answered
 */
export async function sendLoad(
  port: number,
  requests: readonly PreparedRequest[],
  options: { connections: number; perSecond?: number },
): Promise<LoadResult> {
  const messages = requests.map(wire);
  const result: LoadResult = { acknowledged: 0, other: 0, seconds: 0, latencies: [] };
  const started = performance.now();
  let next = 0;

  async function pace(index: number): Promise<void> {
    if (!options.perSecond) return;
    const wait = started + (index * 1000) / options.perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  }

  function connection(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.setNoDelay(true);
      let sentAt = 0;
      let received = '';
      const send = async () => {
        const index = next++;
        const message = messages[index];
        if (message === undefined) {
          socket.end();
          resolve();
          return;
        }
        await pace(index);
        sentAt = performance.now();
        socket.write(message);
      };
      socket.on('connect', () => void send());
      socket.on('error', reject);
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1');
        if (!isWhole(received)) return;
        if (received.startsWith('HTTP/1.1 200')) result.acknowledged++;
        else result.other++;
        result.latencies.push(performance.now() - sentAt);
        received = '';
        void send();
      });
    });
  }

  await Promise.all(Array.from({ length: options.connections }, connection));
  result.seconds = (performance.now() - started) / 1000;
  result.latencies.sort((a, b) => a - b);
  return result;
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /content-length: (\d+)/i.exec(text.slice(0, end));
  return length ? text.length >= end + 4 + Number(length[1]) : text.endsWith('0\r\n\r\n');
}
