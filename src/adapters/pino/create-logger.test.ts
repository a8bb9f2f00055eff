import { describe, expect, it } from 'vitest';
import { createLogger } from './create-logger.ts';

function lines(level: 'debug' | 'info' = 'info', secrets: string[] = []) {
  const written: string[] = [];
  const logger = createLogger({ level, secrets, destination: { write: (line) => written.push(line) } });
  return { logger, written };
}

describe('logs', () => {
  it('are one JSON line an event', () => {
    const { logger, written } = lines();
    logger.warn('outbox.retry', { id: 'x', attempts: 2 });
    logger.debug('hidden');
    expect(written.map((line) => JSON.parse(line))).toEqual([
      { level: 'warn', time: expect.any(String), event: 'outbox.retry', id: 'x', attempts: 2 },
    ]);
  });

  it('hold no phone number and no secret, even where somebody passed one', () => {
    const { logger, written } = lines('info', ['top-secret']);
    logger.info('x', { a: '请打 13912345678', b: 'token=top-secret' });
    expect(written.join()).toContain('139****5678');
    expect(written.join()).not.toMatch(/13912345678|top-secret/);
  });
});
