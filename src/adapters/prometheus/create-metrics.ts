import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { BUCKETS, COUNTERS, type Depths, HISTOGRAMS } from '#shared/metrics.catalogue.ts';
import type { CounterName, HistogramName, Metrics } from '#shared/metrics.ts';

export interface PrometheusMetrics extends Metrics {
  /** The exposition text of `/metrics`. */
  text(): Promise<string>;
}

/**
 * @param depths read at every scrape: what waits and what was given up, by queue
 */
export function createPrometheusMetrics(depths: () => Promise<Depths>): PrometheusMetrics {
  const registry = new Registry();
  const registers = [registry];
  const counters = Object.fromEntries(
    Object.entries(COUNTERS).map(([name, { help, labels }]) => [
      name,
      new Counter({ name: `yiqi_${name}_total`, help, labelNames: labels, registers }),
    ]),
  ) as Record<CounterName, Counter>;
  const histograms = Object.fromEntries(
    Object.entries(HISTOGRAMS).map(([name, { help, labels }]) => [
      name,
      new Histogram({ name: `yiqi_${name}`, help, labelNames: labels, buckets: BUCKETS, registers }),
    ]),
  ) as Record<HistogramName, Histogram>;
  const depth = new Gauge({
    name: 'yiqi_queue_depth',
    help: 'Rows by queue and state',
    labelNames: ['queue', 'state'],
    registers,
  });

  return {
    count: (name, labels = {}, by = 1) => counters[name].inc(labels, by),
    observe: (name, seconds, labels = {}) => histograms[name].observe(labels, seconds),
    text: async () => {
      for (const [queue, states] of Object.entries(await depths())) {
        for (const [state, value] of Object.entries(states)) depth.set({ queue, state }, value);
      }
      return registry.metrics();
    },
  };
}
