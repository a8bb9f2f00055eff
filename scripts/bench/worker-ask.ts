import type { FakePlatform } from '#tests/builders/fake-platform.ts';
import { encryptBody, messageEvent, signedHeaders } from '#tests/builders/feishu-request.ts';

const CHATS = 100;
/** So many send at a time. */
export const CONNECTIONS = 16;

/** Chats are dealt out so that each belongs to one connection. */
export function chatOf(n: number): number {
  return (n % CONNECTIONS) + CONNECTIONS * (Math.floor(n / CONNECTIONS) % Math.ceil(CHATS / CONNECTIONS));
}

/** Sends a question by the webhook. @returns when it was sent, and how long the acknowledgement took */
export async function ask(port: number, n: number): Promise<{ at: number; ms: number }> {
  const content = JSON.stringify({ text: '@_user_1 建数字化车间有补助吗?' });
  const over = { message_id: `om_bench_${n}`, chat_id: `oc_bench_${chatOf(Math.max(0, n))}`, content };
  const body = encryptBody(messageEvent(over, { eventId: `ev_bench_${n}` }));
  const at = performance.now();
  const response = await again(() =>
    fetch(`http://127.0.0.1:${port}/feishu/webhook`, {
      method: 'POST',
      headers: signedHeaders(body),
      body,
    }),
  );
  await response.text();
  if (response.status !== 200) throw new Error(`refused: ${response.status}`);
  return { at, ms: performance.now() - at };
}

/** As Feishu does where a connection breaks, which workerd closes when it was idle for long. */
async function again(post: () => Promise<Response>): Promise<Response> {
  try {
    return await post();
  } catch {
    return post();
  }
}

/** Waits until so many messages were sent. */
export async function answered(platform: FakePlatform, count: number): Promise<void> {
  const deadline = performance.now() + 240_000;
  while (platform.sent.length < count && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
