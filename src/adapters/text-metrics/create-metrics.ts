import { BUCKETS, COUNTERS, type Depths, HISTOGRAMS } from '#shared/metrics.catalogue.ts';
import type { CounterName, HistogramName, Metrics } from '#shared/metrics.ts';

interface Spread {
  /** How many fell into each of BUCKETS, not yet added up. */
  buckets: number[];
  sum: number;
  count: number;
}

/** Counted since this isolate or process began: another one has its own. */
export interface MetricsMemory {
  counters: Map<string, number>;
  histograms: Map<string, Spread>;
}

export const createMetricsMemory = (): MetricsMemory => ({ counters: new Map(), histograms: new Map() });

/**
 * Prometheus' text without its library, which needs Node. Queue depths come from the database, so they are the whole
 * product's; counters are those of this isolate.
 */
export function createTextMetrics(
  memory: MetricsMemory,
  depths: () => Promise<Depths>,
): Metrics & { text(): Promise<string> } {
  return {
    count: (name, labels = {}, by = 1) => {
      const key = seriesOf(`yiqi_${name}_total`, labels);
      memory.counters.set(key, (memory.counters.get(key) ?? 0) + by);
    },
    observe: (name, seconds, labels = {}) => {
      const key = seriesOf(`yiqi_${name}`, labels);
      const spread = memory.histograms.get(key) ?? { buckets: BUCKETS.map(() => 0), sum: 0, count: 0 };
      const at = BUCKETS.findIndex((bound) => seconds <= bound);
      if (at >= 0) spread.buckets[at] = (spread.buckets[at] ?? 0) + 1;
      spread.sum += seconds;
      spread.count++;
      memory.histograms.set(key, spread);
    },
    text: async () => {
      const counters = Object.keys(COUNTERS).flatMap((name) => counterLines(memory, name as CounterName));
      const histograms = Object.keys(HISTOGRAMS).flatMap((name) =>
        histogramLines(memory, name as HistogramName),
      );
      return `${[...counters, ...histograms, ...depthLines(await depths())].join('\n')}\n`;
    },
  };
}

/** `name{a="b"}`; the name alone where there are no labels. */
function seriesOf(name: string, labels: Record<string, string>): string {
  const parts = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`);
  return parts.length === 0 ? name : `${name}{${parts.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function headOf(name: string, help: string, type: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function of<V>(series: ReadonlyMap<string, V>, name: string): [string, V][] {
  return [...series].filter(([key]) => key === name || key.startsWith(`${name}{`));
}

function counterLines(memory: MetricsMemory, counter: CounterName): string[] {
  const name = `yiqi_${counter}_total`;
  const lines = of(memory.counters, name).map(([series, value]) => `${series} ${value}`);
  return [...headOf(name, COUNTERS[counter].help, 'counter'), ...lines];
}

function histogramLines(memory: MetricsMemory, histogram: HistogramName): string[] {
  const name = `yiqi_${histogram}`;
  const lines = of(memory.histograms, name).flatMap(([series, { buckets, sum, count }]) => {
    const labels = series.slice(name.length + 1, -1);
    const before = labels === '' ? '' : `${labels},`;
    let below = 0;
    const bounds = BUCKETS.map((bound, at) => {
      below += buckets[at] ?? 0;
      return `${name}_bucket{${before}le="${bound}"} ${below}`;
    });
    const rest = labels === '' ? '' : `{${labels}}`;
    return [
      ...bounds,
      `${name}_bucket{${before}le="+Inf"} ${count}`,
      `${name}_sum${rest} ${sum}`,
      `${name}_count${rest} ${count}`,
    ];
  });
  return [...headOf(name, HISTOGRAMS[histogram].help, 'histogram'), ...lines];
}

function depthLines(depths: Depths): string[] {
  const lines = Object.entries(depths).flatMap(([queue, states]) =>
    Object.entries(states).map(
      ([state, value]) => `${seriesOf('yiqi_queue_depth', { queue, state })} ${value}`,
    ),
  );
  return [...headOf('yiqi_queue_depth', 'Rows by queue and state', 'gauge'), ...lines];
}
