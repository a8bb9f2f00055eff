/** `npm run worker`: the worker in workerd on this machine, with the sandbox in the place of Feishu. */
import { startWorker } from '#runtime/worker-local.ts';
import { ConfigurationError } from '#shared/errors.ts';
import { readDotEnv } from './shared/dot-env.ts';

try {
  const running = await startWorker({ ...readDotEnv(), ...process.env }, (sentence) => console.log(sentence));
  console.log(`一企(Workers,本机)已启动:${running.address}`);
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await running.stop();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exit(1);
}
