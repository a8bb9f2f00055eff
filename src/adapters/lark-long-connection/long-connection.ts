import * as lark from '@larksuiteoapi/node-sdk';
import { ConfigurationError, errorCode } from '#shared/errors.ts';
import type { Logger } from '#shared/log.ts';
import { texts } from '#texts/zh-CN.ts';
import { createEndpointHttp } from './endpoint-http.ts';

export interface LongConnectionOptions {
  appId: string;
  appSecret: string;
  /** Scheme and host, `https://open.feishu.cn`. */
  domain: string;
  /**
   * Takes one event as Feishu sent it, unchanged. Feishu is told once this has resolved, so it must resolve within
   * 3 seconds and after the event is kept. What it resolves to (not `undefined`) answers a card callback; where it
   * rejects, Feishu is told of a failure and sends the event again.
   */
  accept(rawEvent: unknown): Promise<unknown>;
  logger: Logger;
  /**
   * Seconds after a ping without any frame until the connection counts as dead. Must be less than the interval of
   * the pings, which Feishu sets (two minutes), because each ping starts the wait anew.
   */
  pingTimeoutSeconds?: number;
  /** Wait before a new start after Feishu refused to connect. */
  restartMs?: number;
}

export interface LongConnection {
  /** Resolves with the first connection; rejects with ConfigurationError where Feishu refuses it. */
  ready: Promise<void>;
  isConnected(): boolean;
  /** Lets what is in hand be answered, then closes. No event is taken afterwards. */
  stop(): Promise<void>;
}

const APP_ID = /^cli_[0-9a-fA-F]{16}$/;
const PING_TIMEOUT_SECONDS = 15;
const HANDSHAKE_TIMEOUT_MS = 15_000;
const RESTART_MS = 30_000;

const silence = () => {};
/** The SDK's own lines hold events and the app secret. */
const silentLogger = { error: silence, warn: silence, info: silence, debug: silence, trace: silence };

/**
 * Receives events over a connection that is opened from here, so that no public address is needed. It reconnects by
 * itself, and starts anew where the SDK gives up.
 * @throws ConfigurationError for an app id of the wrong form, with which the SDK would return without a word
 */
export function startLongConnection(options: LongConnectionOptions): LongConnection {
  const { appId, appSecret, accept, logger } = options;
  if (!APP_ID.test(appId)) throw new ConfigurationError('feishu.app_id', texts.feishu.badAppId);

  const inHand = new Set<Promise<unknown>>();
  let stopped = false;
  let restart: ReturnType<typeof setTimeout> | undefined;
  let settle: { resolve(): void; reject(error: Error): void } | undefined;
  const ready = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Whoever does not wait for it is not to be ended by it.
  ready.catch(silence);

  const client = new lark.WSClient({
    appId,
    appSecret,
    domain: options.domain.replace(/\/+$/, ''),
    httpInstance: createEndpointHttp(),
    logger: silentLogger,
    loggerLevel: lark.LoggerLevel.fatal,
    handshakeTimeoutMs: HANDSHAKE_TIMEOUT_MS,
    wsConfig: { pingTimeout: options.pingTimeoutSeconds ?? PING_TIMEOUT_SECONDS },
    onReady: () => {
      logger.info('long_connection.ready');
      settle?.resolve();
    },
    onReconnecting: () => logger.warn('long_connection.lost'),
    onReconnected: () => logger.info('long_connection.back'),
    onError: (error) => {
      const reason = refusalCode(error);
      logger.error('long_connection.refused', { reason });
      settle?.reject(
        new ConfigurationError('feishu.long_connection', texts.feishu.longConnectionFailed(reason)),
      );
      if (!stopped) restart = setTimeout(open, options.restartMs ?? RESTART_MS);
    },
  });

  /** Stands where the SDK expects its dispatcher, which would take the event apart. */
  const dispatcher = {
    invoke: async (rawEvent: unknown): Promise<unknown> => {
      if (stopped) throw new Error('stopped');
      const work = accept(rawEvent);
      inHand.add(work);
      try {
        return await work;
      } catch (error) {
        logger.error('long_connection.event_failed', { code: errorCode(error) });
        throw error;
      } finally {
        inHand.delete(work);
      }
    },
  };

  function open(): void {
    void client.start({ eventDispatcher: dispatcher as unknown as lark.EventDispatcher });
  }
  open();

  return {
    ready,
    isConnected: () => client.getConnectionStatus().state === 'connected',
    stop: async () => {
      stopped = true;
      clearTimeout(restart);
      await Promise.allSettled(inHand);
      // The SDK writes the last acknowledgement after its handler resolved, in a later turn.
      await new Promise((resolve) => setTimeout(resolve, 0));
      client.close();
    },
  };
}

/** `pullConnectConfig failed: code=514, msg=…` → `514` */
function refusalCode(error: Error): string {
  return /code=(\d+)/.exec(error.message)?.[1] ?? 'unreachable';
}
