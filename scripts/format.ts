/** `npm run format`: writes what Biome can mend by itself. */
import { runSteps } from './shared/run-steps.ts';

await runSteps([['格式', 'biome', ['check', '--write', ...process.argv.slice(2)]]]);
