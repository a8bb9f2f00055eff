import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { ConfigurationError } from '#shared/errors.ts';

export interface HttpServer {
  port: number;
  /**
   * From now on requests go here; before, they are told to come back.
   * @param native sees each request first and says whether it takes it
   */
  open(
    fetch: (request: Request, env: object) => Response | Promise<Response>,
    native: (request: IncomingMessage, response: ServerResponse) => boolean,
  ): void;
  /** Takes no new connection, and resolves when the open ones are done. */
  close(): Promise<void>;
}

const STARTING = { status: 503, headers: { 'content-type': 'application/json', 'retry-after': '1' } };
const CLOSE_AFTER_MS = 3_000;

/**
 * Takes the port before anything else is done, so that one in use is known at once.
 * @throws ConfigurationError when the port cannot be had
 */
export function listen(port: number, host: string): Promise<HttpServer> {
  type Open = Parameters<HttpServer['open']>;
  let handle: Open[0] = () => new Response('{"status":"starting"}', STARTING);
  let takes: Open[1] = () => false;
  const listener = getRequestListener((request, env) => handle(request, env));
  const server = createServer((request, response) => {
    if (!takes(request, response)) void listener(request, response);
  });
  return new Promise((resolve, reject) => {
    server.on('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port, host)));
    server.listen(port, host, () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        open: (fetch, native) => {
          handle = fetch;
          takes = native;
        },
        close: () => close(server),
      }),
    );
  });
}

function listenError(error: NodeJS.ErrnoException, port: number, host: string): ConfigurationError {
  const reason =
    error.code === 'EADDRINUSE'
      ? `端口 ${port} 已被占用,请关闭占用它的程序,或用 PORT 换一个端口`
      : error.code === 'EACCES'
        ? `没有权限监听端口 ${port},请用 PORT 换一个 1024 以上的端口`
        : `无法监听 ${host}:${port}(${error.code ?? error.message})`;
  return new ConfigurationError('http.listen', reason, { cause: error });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_AFTER_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
