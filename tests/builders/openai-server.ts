import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const chatSchema = z.looseObject({
  model: z.string(),
  stream: z.boolean().default(false),
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown() })).min(1),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).default([]),
  response_format: z.looseObject({ type: z.string() }).optional(),
});
const embeddingSchema = z.looseObject({
  model: z.string(),
  input: z.union([z.string(), z.array(z.string()).min(1)]),
});

export type ChatRequest = z.output<typeof chatSchema>;

/** What the model does with a request. */
export type Play =
  | { tool: string; args: unknown }
  | { text: string }
  | { status: number; retryAfter?: number }
  /** Takes the request and never answers. */
  | 'silence'
  /** Breaks the connection off. */
  | 'hang-up';

export interface OpenAiServer {
  /** To be set as `LLM_BASE_URL` or `EMBEDDING_BASE_URL`. */
  url: string;
  chats: ChatRequest[];
  /** The texts of each request for embeddings. */
  embedded: string[][];
  /** Every `Authorization` header that came. */
  keys: (string | undefined)[];
  close(): Promise<void>;
}

export interface OpenAiServerOptions {
  /** @param call counts from 1; a promise answers when it is kept */
  chat?(request: ChatRequest, call: number): Play | Promise<Play>;
  /** One vector a text; a status refuses. */
  embed?(text: string): number[] | { status: number } | 'silence';
}

/** A local endpoint that speaks OpenAI's chat completions and embeddings, and plays the model it is told to. */
export async function startOpenAiServer(options: OpenAiServerOptions): Promise<OpenAiServer> {
  const chats: ChatRequest[] = [];
  const embedded: string[][] = [];
  const keys: (string | undefined)[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    keys.push(request.headers.authorization);
    const body: unknown = JSON.parse(await readBody(request));
    if (request.url === '/v1/chat/completions' && options.chat) {
      const chat = chatSchema.parse(body);
      chats.push(chat);
      play(await options.chat(chat, chats.length), chat, response);
    } else if (request.url === '/v1/embeddings' && options.embed) {
      const { input, model } = embeddingSchema.parse(body);
      const texts = [input].flat();
      embedded.push(texts);
      embed(texts.map(options.embed), model, response);
    } else refuse(response, 404);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => refuse(response, 400));
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}/v1`,
    chats,
    embedded,
    keys,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function play(what: Play, chat: ChatRequest, response: ServerResponse): void {
  if (what === 'silence') return;
  if (what === 'hang-up') {
    response.destroy();
    return;
  }
  if ('status' in what) {
    refuse(response, what.status, what.retryAfter);
    return;
  }
  const message =
    'text' in what
      ? { role: 'assistant', content: what.text }
      : {
          role: 'assistant',
          content: null,
          tool_calls: [
            {
              id: `call_${Math.random().toString(36).slice(2)}`,
              type: 'function',
              function: {
                name: what.tool,
                arguments: typeof what.args === 'string' ? what.args : JSON.stringify(what.args),
              },
            },
          ],
        };
  const finish_reason = 'text' in what ? 'stop' : 'tool_calls';
  const usage = { prompt_tokens: 900, completion_tokens: 60, total_tokens: 960 };
  const head = { id: 'chatcmpl-1', created: 1_700_000_000, model: chat.model };
  if (!chat.stream) {
    const choices = [{ index: 0, message, finish_reason }];
    send(response, 200, { ...head, object: 'chat.completion', choices, usage });
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const calls =
    'tool_calls' in message ? message.tool_calls?.map((call, index) => ({ index, ...call })) : undefined;
  const delta = { ...message, ...(calls ? { tool_calls: calls } : {}) };
  for (const choices of [
    [{ index: 0, delta, finish_reason: null }],
    [{ index: 0, delta: {}, finish_reason }],
  ]) {
    response.write(`data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices })}\n\n`);
  }
  response.write(
    `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices: [], usage })}\n\n`,
  );
  response.end('data: [DONE]\n\n');
}

function embed(
  vectors: (number[] | { status: number } | 'silence')[],
  model: string,
  response: ServerResponse,
): void {
  const [odd] = vectors.filter((vector) => !Array.isArray(vector));
  if (odd === 'silence') return;
  if (odd && 'status' in odd) {
    refuse(response, odd.status);
    return;
  }
  const data = vectors.map((embedding, index) => ({ object: 'embedding', index, embedding }));
  send(response, 200, { object: 'list', model, data, usage: { prompt_tokens: 1, total_tokens: 1 } });
}

function refuse(response: ServerResponse, status: number, retryAfter?: number): void {
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
  send(response, status, { error: { message: `status ${status}`, type: 'error', code: null } });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
}
