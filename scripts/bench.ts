/** `npm run bench [-- NAME…]`: speed, measured on this machine, printed, never asserted. */
interface Bench {
  run(): Promise<void>;
  /** Takes many minutes: only when it is named. */
  long?: true;
}

export const BENCHES: Record<string, Bench> = {
  acknowledgements: { run: async () => (await import('./bench/webhook.ts')).benchAcknowledgements() },
  console: { run: async () => (await import('./bench/console.ts')).benchConsole(), long: true },
  latency: { run: async () => (await import('./bench/webhook.ts')).benchLatency() },
  questions: { run: async () => (await import('./bench/webhook.ts')).benchQuestions() },
  reach: { run: async () => (await import('./bench/reach.ts')).benchReach(), long: true },
  retrieval: { run: async () => (await import('./bench/retrieval.ts')).benchRetrieval(), long: true },
  summary: { run: async () => (await import('./bench/summary.ts')).benchSummary(), long: true },
  worker: { run: async () => (await import('./bench/worker.ts')).benchWorker(), long: true },
  year: { run: async () => (await import('./bench/year.ts')).benchYear(), long: true },
};

const names = process.argv.slice(2);
const unknown = names.find((name) => !BENCHES[name]);
if (unknown) {
  console.error(`没有 ${unknown} 这项测量,可选:${Object.keys(BENCHES).join('、')}`);
  process.exit(1);
}
for (const [name, { run, long }] of Object.entries(BENCHES)) {
  if (names.length === 0 ? !long : names.includes(name)) await run();
}
