import type { CounterName, HistogramName } from './metrics.ts';

interface Description {
  help: string;
  labels: string[];
}

/** What is counted and measured, as `/metrics` shows it on every runtime. */
export const COUNTERS: Record<CounterName, Description> = {
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

export const HISTOGRAMS: Record<HistogramName, Description> = {
  acknowledge_seconds: { help: 'From an event to its acknowledgement', labels: [] },
  handle_seconds: { help: 'Handling of one event', labels: ['type'] },
  answer_seconds: { help: 'From a question to its answer being sent', labels: [] },
  model_seconds: { help: 'One question at the model', labels: [] },
  send_seconds: { help: 'One call to Feishu', labels: [] },
};

/** Upper bounds of the histograms, in seconds. */
export const BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What waits and what was given up, by queue. */
export type Depths = Record<'inbox' | 'outbox', { pending: number; failed: number }>;
