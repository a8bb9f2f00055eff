/** `npm run bench [-- NAME…]`: speed, measured on this machine, printed, never asserted. */
export const BENCHES: Record<string, () => Promise<void>> = {
  acknowledgements: async () => (await import('./bench/webhook.ts')).benchAcknowledgements(),
  latency: async () => (await import('./bench/webhook.ts')).benchLatency(),
  questions: async () => (await import('./bench/webhook.ts')).benchQuestions(),
  year: async () => (await import('./bench/year.ts')).benchYear(),
};

const names = process.argv.slice(2);
const unknown = names.find((name) => !BENCHES[name]);
if (unknown) {
  console.error(`没有 ${unknown} 这项测量,可选:${Object.keys(BENCHES).join('、')}`);
  process.exit(1);
}
for (const [name, run] of Object.entries(BENCHES)) {
  if (names.length === 0 || names.includes(name)) await run();
}
