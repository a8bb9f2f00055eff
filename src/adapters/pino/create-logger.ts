import { type DestinationStream, pino } from 'pino';
import type { Logger } from '#shared/log.ts';
import { maskPhones } from '#shared/masking.ts';

/**
 * Structured logs, one JSON line an event. Fields are facts by contract (`#shared/log.ts`); as a second guard,
 * phone numbers are masked in the finished line and known secrets are cut out of it.
 * @param secrets values that must never be written, such as the app secret
 */
export function createLogger(options: {
  level: 'debug' | 'info' | 'warn' | 'error';
  secrets?: readonly (string | undefined)[];
  destination?: DestinationStream;
}): Logger {
  const secrets = (options.secrets ?? []).filter((s): s is string => s !== undefined && s.length >= 6);
  const clean = (line: string) =>
    secrets.reduce((text, secret) => text.replaceAll(secret, '***'), maskPhones(line));
  const out = options.destination ?? pino.destination({ fd: 2, sync: true });
  const instance = pino(
    {
      level: options.level,
      base: null,
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => out.write(clean(line)) },
  );
  return {
    debug: (event, fields) => instance.debug(fields ?? {}, event),
    info: (event, fields) => instance.info(fields ?? {}, event),
    warn: (event, fields) => instance.warn(fields ?? {}, event),
    error: (event, fields) => instance.error(fields ?? {}, event),
  };
}
