import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPrometheusMetrics } from '#adapters/prometheus/create-metrics.ts';
import { createMetricsMemory, createTextMetrics } from './create-metrics.ts';

/** The samples of a text, by what they say. */
const samples = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      return `${name}{${labels.split(',').sort().join(',')}} ${Number(value).toFixed(6)}`;
    })
    .filter((sample) => !sample.endsWith(' 0.000000'))
    .sort();

it('says the same as the library that Node uses', async () => {
  const type = fc.constantFrom('im.message.receive_v1', 'a"b', 'back\\slash');
  const event = fc.record({ type, seconds: fc.double({ min: 0.0001, max: 40, noNaN: true }) });
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 20 }), async (events) => {
      const depths = async () => ({ inbox: { pending: 3, failed: 1 }, outbox: { pending: 2, failed: 4 } });
      const all = [createPrometheusMetrics(depths), createTextMetrics(createMetricsMemory(), depths)];
      for (const metrics of all) {
        for (const { type: kind, seconds } of events) {
          metrics.count('events_handled', { type: kind });
          metrics.observe('handle_seconds', seconds, { type: kind });
          metrics.observe('send_seconds', seconds);
        }
      }
      const [theirs = '', ours = ''] = await Promise.all(all.map((metrics) => metrics.text()));
      expect(samples(ours)).toEqual(samples(theirs));
    }),
    { numRuns: 20 },
  );
});
