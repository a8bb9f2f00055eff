import type { LogFields, Logger } from '#shared/log.ts';
import { maskPhones } from '#shared/masking.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof LEVELS)[number];

/**
 * The same JSON lines as on Node, to the platform's own log. Phone numbers are masked and known secrets cut out.
 * @param write takes a finished line; the console without it
 */
export function createConsoleLogger(options: {
  level: Level;
  secrets: readonly (string | undefined)[];
  write?: (line: string) => void;
}): Logger {
  const secrets = options.secrets.filter((s): s is string => s !== undefined && s.length >= 6);
  // biome-ignore lint/suspicious/noConsole: the platform's log is what is written to the console.
  const write = options.write ?? ((line: string) => console.log(line));
  const log =
    (level: Level) =>
    (event: string, fields: LogFields = {}) => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(options.level)) return;
      const line = maskPhones(JSON.stringify({ level, time: new Date().toISOString(), ...fields, event }));
      write(secrets.reduce((text, secret) => text.replaceAll(secret, '***'), line));
    };
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}
