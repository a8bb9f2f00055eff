import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { readDirectoryFile } from '#adapters/directory-files/read-directory-file.ts';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import { importSample } from '#directory/directory.exchange.ts';
import { startNode } from '#runtime/node.ts';
import { tellStory } from './console-story.ts';
import { trainedRules } from './trained.ts';

export const knowledgeFolder = fileURLToPath(new URL('../../knowledge', import.meta.url));

/** A Tuesday morning. */
export const NOW = new Date('2026-11-24T10:00:00+08:00');

/** A database of the sample district with weeks of tickets in it, in a folder as the product keeps it. */
export async function fillFolder(folder: string): Promise<void> {
  const rules = trainedRules();
  const { db, close } = await openDatabase(`file:${join(folder, 'yiqi.db')}`);
  await importSample(db, await readDirectoryFile(join(knowledgeFolder, 'sample')), rules.departments, NOW);
  await tellStory(db, rules.rules, NOW);
  close();
}

/** The product as `npm start` runs it in the sandbox, with weeks of tickets, on that morning. */
export async function startConsoleProduct(folder: string): Promise<string> {
  await fillFolder(folder);
  const env = { PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder, LOG_LEVEL: 'error' };
  const running = await startNode(env, () => {});
  onTestFinished(() => running.stop());
  const base = `http://127.0.0.1:${running.port}`;
  await fetch(`${base}/sandbox/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ now: NOW.toISOString() }),
  });
  return base;
}
