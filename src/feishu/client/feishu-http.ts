import * as lark from '@larksuiteoapi/node-sdk';
import { acceptedBody, PlatformFailure } from './platform-answer.ts';

/** Answers of the calls that we make are a few kilobytes. */
const LARGEST_ANSWER_BYTES = 1_048_576;

const silence = () => {};
/** The SDK's own log lines can hold message bodies and the app secret. */
export const silentSdkLogger: lark.Logger = {
  error: silence,
  warn: silence,
  info: silence,
  debug: silence,
  trace: silence,
};

/**
 * The HTTP side of the SDK: the same axios, with a deadline over the whole call (axios' own time-out starts anew with
 * every byte) and with every outcome judged in one place.
 * Calls resolve to the body of a success and reject with PlatformFailure, which holds no request and no secret.
 * @param timeoutMs from the start of a call to the last byte of its answer
 */
export function createFeishuHttp(timeoutMs: number): lark.HttpInstance {
  const http = lark.defaultHttpInstance.create({
    maxRedirects: 0,
    maxContentLength: LARGEST_ANSWER_BYTES,
    validateStatus: () => true,
  });
  http.interceptors.request.use((config) => {
    config.signal = AbortSignal.timeout(timeoutMs);
    return config;
  });
  http.interceptors.response.use(
    (response) =>
      acceptedBody({
        came: true,
        status: response.status,
        retryAfterSeconds: waitOf(response.headers),
        body: response.data,
      }) as never,
    (error: unknown) => {
      throw new PlatformFailure({ network: networkCode(error) });
    },
  );
  // Axios' own type says that calls resolve to a response; the interceptor above makes that its body.
  return http as unknown as lark.HttpInstance;
}

function waitOf(headers: Record<string, unknown>): number | null {
  const value = headers['x-ogw-ratelimit-reset'] ?? headers['retry-after'];
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}

/** The code of a failed connection. Its message is not used: it can hold addresses and parts of a request. */
function networkCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_CANCELED' || code === 'ECONNABORTED' || code === 'ETIMEDOUT') return 'timeout';
  return typeof code === 'string' && code !== '' ? code : 'network';
}
