/** `npm run migrations -- NAME`: writes the next migration from the tables. */
import { runSteps } from './shared/run-steps.ts';

const [name = 'change', ...rest] = process.argv.slice(2);
const config = ['--config', 'src/database/drizzle.config.ts'];
await runSteps([['迁移', 'drizzle-kit', ['generate', ...config, '--name', name, ...rest]]]);
