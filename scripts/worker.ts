/** `npm run worker`: the worker in workerd on this machine, with the sandbox in the place of Feishu. */
import { startWorker } from '#runtime/worker-local.ts';
import { serve } from './shared/serve.ts';

await serve('一企(Workers,本机)', startWorker);
