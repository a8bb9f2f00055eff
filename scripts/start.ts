/** `npm start`: everything on this machine; without FEISHU_APP_ID with the sandbox. */
import { startNode } from '#runtime/node.ts';
import { serve } from './shared/serve.ts';

await serve('一企', startNode);
