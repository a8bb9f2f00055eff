/** What the house counts and measures; an adapter turns it into Prometheus text. */
export interface Metrics {
  /** Adds one (or `by`) to a counter. */
  count(name: CounterName, labels?: Record<string, string>, by?: number): void;
  /** Records a duration in seconds. */
  observe(name: HistogramName, seconds: number, labels?: Record<string, string>): void;
}

export type CounterName =
  | 'events_received'
  | 'events_refused'
  | 'events_duplicate'
  | 'events_handled'
  | 'events_failed'
  | 'messages_sent'
  | 'messages_retried'
  | 'messages_failed'
  | 'model_answers';

export type HistogramName =
  | 'acknowledge_seconds'
  | 'handle_seconds'
  | 'answer_seconds'
  | 'send_seconds'
  | 'model_seconds';

const nothing = () => {};
export const noMetrics: Metrics = { count: nothing, observe: nothing };
