import { ConfigurationError } from '#shared/errors.ts';
import { readDotEnv } from './dot-env.ts';

/** A service that runs until it is told to stop. */
export interface Service {
  address: string;
  stop(): Promise<void>;
}

type Start = (env: Record<string, string | undefined>, say: (sentence: string) => void) => Promise<Service>;

/** Starts a service and keeps it until a signal ends it; a wrong set-up ends in its one sentence and exit code 1. */
export async function serve(name: string, start: Start): Promise<void> {
  try {
    const running = await start({ ...readDotEnv(), ...process.env }, (sentence) => console.log(sentence));
    let stopping = false;
    const stop = async () => {
      if (stopping) return;
      stopping = true;
      await running.stop();
      process.exit(0);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    // Said last: who reads the address may end the service at once.
    console.log(`${name}已启动:${running.address}`);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
