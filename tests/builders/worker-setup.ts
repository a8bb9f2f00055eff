import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateD1 } from '#adapters/d1/migrate.ts';
import { publishKnowledge } from '#adapters/d1/publish-knowledge.ts';
import { readDirectoryFile } from '#adapters/directory-files/read-directory-file.ts';
import { loadRules } from '#adapters/knowledge-folder/load-district.ts';
import { publishableKnowledge } from '#adapters/knowledge-folder/publishable.ts';
import {
  type LocalWorker,
  type LocalWorkerOptions,
  startLocalWorker,
} from '#adapters/workerd/local-worker.ts';
import { type Bundle, bundleWorker } from '#adapters/workerd/wrangler.ts';
import { importSample } from '#directory/directory.exchange.ts';

const FOLDER = 'YIQI_WORKER_TEMPLATE';

/** Before all tests on workerd: the bundle, and a D1 database with schema, knowledge and the sample district. */
export default async function setUp(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-worker-'));
  process.env[FOLDER] = folder;
  const bundle = await bundleWorker();
  writeFileSync(join(folder, 'bundle.json'), JSON.stringify(bundle));
  const worker = await startLocalWorker({ bundle, env: {}, folder: join(folder, 'state') });
  await migrateD1(worker.db);
  const { knowledge, published } = await publishableKnowledge('knowledge');
  await publishKnowledge(worker.db, published, knowledge);
  const tables = await readDirectoryFile('knowledge/sample');
  await importSample(worker.db, tables, loadRules('knowledge').departments, new Date('2026-01-01T00:00:00Z'));
  await worker.stop();
  return () => rmSync(folder, { recursive: true, force: true });
}

function template(): string {
  const folder = process.env[FOLDER];
  if (!folder) throw new Error('tests on workerd run in the vitest project `worker`');
  return folder;
}

export function builtBundle(): Bundle {
  return JSON.parse(readFileSync(join(template(), 'bundle.json'), 'utf8'));
}

/** A worker of its own on a copy of the prepared database. */
export async function startPreparedWorker(
  options: Omit<LocalWorkerOptions, 'bundle' | 'folder'> & { folder?: string },
): Promise<LocalWorker> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'yiqi-state-'));
  cpSync(join(template(), 'state'), folder, { recursive: true });
  const worker = await startLocalWorker({ ...options, bundle: builtBundle(), folder });
  return {
    ...worker,
    stop: async () => {
      await worker.stop();
      if (!options.folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}
