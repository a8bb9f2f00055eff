/** `npm start`: everything on this machine; without FEISHU_APP_ID with the sandbox. */
import { startNode } from '#runtime/node.ts';
import { ConfigurationError } from '#shared/errors.ts';
import { readDotEnv } from './shared/dot-env.ts';

try {
  const running = await startNode({ ...readDotEnv(), ...process.env }, (sentence) => console.log(sentence));
  console.log(`一企已启动:${running.address}`);
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
