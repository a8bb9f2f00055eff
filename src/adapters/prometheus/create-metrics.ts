import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CounterName, HistogramName, Metrics } from '#shared/metrics.ts';

const COUNTERS: Record<CounterName, { help: string; labels: string[] }> = {
  events_received: { help: 'Events that passed the checks', labels: ['type'] },
  events_refused: { help: 'Requests that failed a check', labels: ['reason'] },
  events_duplicate: { help: 'Events that had been kept before', labels: ['type'] },
  events_handled: { help: 'Events handled', labels: ['type'] },
  events_failed: { help: 'Events given up after all tries', labels: ['type'] },
  messages_sent: { help: 'Messages and card updates sent', labels: ['type'] },
  messages_retried: { help: 'Deliveries refused for now', labels: ['reason'] },
  model_answers: { help: 'Questions put to the model, by what came of it', labels: ['outcome'] },
  messages_failed: { help: 'Messages given up', labels: ['reason'] },
};

const HISTOGRAMS: Record<HistogramName, { help: string; labels: string[] }> = {
  acknowledge_seconds: { help: 'From an event to its acknowledgement', labels: [] },
  handle_seconds: { help: 'Handling of one event', labels: ['type'] },
  answer_seconds: { help: 'From a question to its answer being sent', labels: [] },
  model_seconds: { help: 'One question at the model', labels: [] },
  send_seconds: { help: 'One call to Feishu', labels: [] },
};

const BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export interface PrometheusMetrics extends Metrics {
  /** The exposition text of `/metrics`. */
  text(): Promise<string>;
}

/**
 * @param depths read at every scrape: what waits and what was given up, by queue
 */
export function createPrometheusMetrics(
  depths: () => Promise<Record<'inbox' | 'outbox', { pending: number; failed: number }>>,
): PrometheusMetrics {
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
