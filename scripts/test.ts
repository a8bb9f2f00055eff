/** `npm test`: every test; extra arguments go to vitest (`npm test -- --project browser`). */
import { runSteps } from './shared/run-steps.ts';

await runSteps([['测试', 'vitest', ['run', '--config', 'tests/vitest.config.ts', ...process.argv.slice(2)]]]);
