// @ts-check
// The thread that writes, so that nobody waits for the disk in the thread that answers. Started by `open-writer.ts`.
import { parentPort, workerData } from 'node:worker_threads';
import { openSqliteFile } from './sqlite-file.mjs';

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
const file = openSqliteFile(workerData.path);
for (const pragma of workerData.pragmas) file.execute({ sql: pragma, args: [] });

port.on('message', ({ id, statements, alone }) => {
  if (!statements) {
    file.close();
    port.close();
    return;
  }
  try {
    const outcomes = alone ? [file.execute(statements[0])] : file.batch(statements);
    port.postMessage({ id, outcomes });
  } catch (error) {
    const { message, code } = /** @type {Error & { code?: string }} */ (error);
    port.postMessage({ id, error: { message, code } });
  }
});
